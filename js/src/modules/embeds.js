// Forms and calendars of others in frames: they tell the page by message. Only from the vendor's own origin;
// HubSpot's older forms are a script on the page, so they come from the page's own.
import { emit, listen } from '../core/index.js';

listen('message hs-form-event:on-submission:success', ({ origin, data, detail }) => {
  const vendor = /^https:.*[./](calendly|typeform|chilipiper|hubspot)\.com$/.exec(origin)?.[1];
  if (vendor && (data.meetingBookSucceeded || /^calendly.event_sch|^booking-c/.test(data.event || data.action)))
    emit('meet', vendor);
  const form =
    detail ? detail.formId
    : vendor ? data.type == 'form-submit' && data.formId
    : origin == location.origin && data.eventName == 'onFormSubmitted' && data.id;
  if (form) emit('form', [form, location.href.split(/[?#]/)[0], vendor || 'hubspot']);
});
