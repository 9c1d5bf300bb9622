/* Passo: asks the browser for a passkey and sends its answer with the form (WebAuthn Level 3 section 5.1). */
(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  const named = (list) => (list || []).map((entry) => ({ ...entry, id: bytes(entry.id) }));

  const make = async (asked) => {
    const user = { ...asked.user, id: bytes(asked.user.id) };
    const challenge = bytes(asked.challenge);
    const excludeCredentials = named(asked.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: { ...asked, user, challenge, excludeCredentials } });
    return {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports ? made.response.getTransports() : [],
      made,
    };
  };
  const use = async (asked) => {
    const challenge = bytes(asked.challenge);
    const allowCredentials = named(asked.allowCredentials);
    const made = await navigator.credentials.get({ publicKey: { ...asked, challenge, allowCredentials } });
    const { authenticatorData, clientDataJSON, signature, userHandle } = made.response;
    return {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      ...(userHandle ? { userHandle: text(userHandle) } : {}),
      made,
    };
  };

  const answerOf = async (kind) => {
    const response = await fetch(`/passkeys/question?for=${kind}`, { headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error('no question');
    const asked = await response.json();
    const { made, ...said } = await (kind === 'new' ? make(asked) : use(asked));
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: said,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const button = form.querySelector('button');
    const problem = form.querySelector('[role=alert]');
    const tell = (sentence) => {
      problem.textContent = sentence;
      problem.hidden = sentence === '';
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!window.PublicKeyCredential) return tell(form.dataset.none);
      tell('');
      button.disabled = true;
      try {
        form.elements.passkey.value = await answerOf(form.dataset.passkey);
        form.submit();
      } catch {
        tell(form.dataset.stopped);
        button.disabled = false;
        button.focus();
      }
    });
  }
})();
