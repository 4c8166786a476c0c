// Forms and calendars of others in frames: they tell the page by message. Only from the vendor's own origin;
// HubSpot's forms are a script on the page, so they come from the page's own.
import { clean, emit, listen } from '../core/index.js';

listen('message hs-form-event:on-submission:success', ({ origin, data, detail }) => {
  const vendor = /[./](calendly|typeform|chilipiper|hubspot)\.com$/.exec(origin)?.[1];
  const told = vendor && JSON.stringify(data);
  if (/t_scheduled|g-confirmed|BookS/.test(told)) emit('meet', vendor);
  const form =
    vendor ? /form-submit"/.test(told) && data.formId
    : detail?.formId || origin == location.origin && data.eventName == 'onFormSubmitted' && data.id;
  if (form) emit('form', [form, clean(location), vendor || 'hubspot']);
});
