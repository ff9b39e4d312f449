// Passkeys: making one at the account page, signing in with one. Without them the buttons stay hidden.
"use strict";
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Page-Language": document.documentElement.lang.slice(0, 2) },
    body: JSON.stringify(body || {}),
  });
  if (!answer.ok) throw new Error((await answer.json()).message);
  return answer.status === 204 ? null : answer.json();
}

async function register(name) {
  const { ticket, options } = await ask("/api/v1/me/passkeys/begin");
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  for (const one of options.excludeCredentials || []) one.id = bytes(one.id);
  const made = await navigator.credentials.create({ publicKey: options });
  const credential = {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
    },
  };
  await ask("/api/v1/me/passkeys", { ticket, credential, name });
  location.assign("/account?done=1");
}

async function signIn(next) {
  const { ticket, options } = await ask("/api/v1/session/passkey/begin");
  options.challenge = bytes(options.challenge);
  const given = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, clientDataJSON, signature, userHandle } = given.response;
  const credential = {
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
  await ask("/api/v1/session/passkey", { ticket, credential });
  location.assign(next);
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    const said = button.parentElement.querySelector("[data-passkey-said]");
    button.addEventListener("click", async () => {
      try {
        if (button.dataset.passkey === "new") await register(document.querySelector("[data-passkey-name]").value);
        else await signIn(button.dataset.next);
      } catch (error) {
        said.hidden = false; // what the browser itself says of a person who closed its window is no trouble to show
        said.textContent = error.name === "NotAllowedError" ? button.dataset.cancelled : error.message;
      }
    });
  }
}
