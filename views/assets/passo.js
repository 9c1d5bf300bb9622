/* Passo: optional enhancement. Every page works with this file blocked. */
(() => {
  const root = document.documentElement;
  root.dataset.script = '';
  const say = (text) => {
    let box = document.querySelector('.toasts');
    if (!box) {
      box = document.createElement('div');
      box.className = 'toasts';
      box.setAttribute('role', 'status');
      document.body.append(box);
    }
    const toast = document.createElement('div');
    toast.className = 'toast';
    toast.textContent = text;
    box.replaceChildren(toast);
    setTimeout(() => toast.remove(), 5000);
  };

  document.addEventListener('click', async (event) => {
    const el = event.target.closest('[data-copy],[data-theme-next],[data-show],[data-open],[data-close]');
    if (!el) return;
    if (el.dataset.copy) {
      const field = document.getElementById(el.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        say(el.dataset.copied ?? 'Copied to the clipboard');
      } catch {
        field.select(); // plain http has no clipboard API: leave the text selected
        say(el.dataset.copyByHand ?? 'Press Ctrl+C to copy');
      }
    } else if (el.dataset.show) {
      const field = document.getElementById(el.dataset.show);
      const hidden = field.type === 'password';
      field.type = hidden ? 'text' : 'password';
      const { other, otherLabel } = el.dataset;
      Object.assign(el.dataset, { other: el.textContent, otherLabel: el.getAttribute('aria-label') });
      el.textContent = other;
      el.setAttribute('aria-pressed', String(hidden));
      el.setAttribute('aria-label', otherLabel);
    } else if (el.dataset.open) {
      const dialog = document.getElementById(el.dataset.open);
      if (!dialog) return; // the link leads to the same question as a page
      event.preventDefault();
      dialog.showModal();
    } else if ('close' in el.dataset) {
      el.closest('dialog')?.close();
    } else {
      const dark = root.dataset.theme
        ? root.dataset.theme === 'dark'
        : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    }
  });

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open], details.drop[open]')) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener('click', (event) => closeMenus(event.target.closest('details.menu, details.drop')));

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      const menu = document.activeElement.closest('details.menu[open], details.drop[open]');
      closeMenus();
      menu?.querySelector('summary').focus();
    }
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      const box = document.querySelector('[type=search]');
      if (box) { event.preventDefault(); box.focus(); }
    }
  });
})();
