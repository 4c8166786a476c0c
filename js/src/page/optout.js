// On the opt-out page, where it is served under the site's own host: switch directly.
(() => {
  const here = document.getElementById('here');
  const [status, button] = here.children;
  const hosts = here.dataset.hosts.split(' ').filter(Boolean);
  let storage;
  try {
    storage = localStorage;
  } catch {
    return;
  }
  // Elsewhere a choice kept here would never be read.
  if (hosts.length && !hosts.includes(location.hostname)) return;

  const show = () => {
    const off = Boolean(storage.getItem('vt_off'));
    status.textContent = off ? here.dataset.off : here.dataset.on;
    button.textContent = off ? here.dataset.switchOn : here.dataset.switchOff;
  };
  button.addEventListener('click', () => {
    if (storage.getItem('vt_off')) storage.removeItem('vt_off');
    else {
      storage.setItem('vt_off', '1');
      storage.removeItem('vt_id');
    }
    show();
  });
  show();
  here.hidden = false;
})();
