/* Asks whether an account is ready, and opens the application once it is. Without this file its link does the same. */
(() => {
  const link = document.querySelector('[data-ready]');
  if (!link) return;
  let left = 120;
  const ask = async () => {
    if (document.visibilityState === 'visible') {
      left -= 1;
      try {
        const answer = await fetch(link.dataset.ready, { headers: { Accept: 'application/json' } });
        const { state } = answer.ok ? await answer.json() : {};
        if (state && state !== 'setting-up') return location.assign(link.href);
      } catch {
        // Not reachable just now: the next try is in a moment.
      }
    }
    if (left > 0) setTimeout(ask, 5000);
  };
  setTimeout(ask, 3000);
})();
