// The address without anything that was not asked for: campaign parameters stay, of click ids only the
// name, all else goes; a fragment stays only where it is a route. Throws where it is no absolute address.
export const clean = (address, bare) => {
  const url = new URL(address);
  return (
    url.origin +
    url.pathname +
    (bare || (url.search.match(/[?&]((utm_|vt_|ref=__QUERY__)[^&]*|\w*(clid|braid|li_fat_id)=)/g) || []).join('').replace(/^&/, '?')) +
    (__HASHES__ || /^#[!/]/.test(url.hash) ? url.hash.split(/[?&]/)[0] : '')
  ).slice(0, 2e3);
};
