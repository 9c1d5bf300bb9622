/* Brings a list up to date while something in it is on its way. Without this file reloading the page does the same. */
(() => {
  let left = 120;
  const look = async () => {
    const list = document.querySelector('[data-live]');
    if (!list || left <= 0) return;
    if (document.visibilityState === 'visible' && !list.contains(document.activeElement)) {
      left -= 1;
      try {
        const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
        if (answer.redirected) return location.reload();
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = answer.ok && page.getElementById(list.id);
        if (fresh) list.replaceWith(document.adoptNode(fresh));
      } catch {
        // Not reachable just now: the next look is in a moment.
      }
    }
    setTimeout(look, 3000);
  };
  setTimeout(look, 2000);
})();
