/* Passkeys: the one thing here that a browser cannot do without a script. Forms with `data-passkey` show themselves
   where the browser can; `data-passkey` says whether one is to be made ("create") or to answer ("get"). */
"use strict";

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/* The options come as JSON: what are bytes there is text. */
function optionsOf(written) {
  const options = JSON.parse(written);
  options.challenge = bytesOf(options.challenge);
  if (options.user) options.user.id = bytesOf(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const each of list ?? []) each.id = bytesOf(each.id);
  }
  return options;
}

/* What the device answered, as JSON for the server. */
function answerOf(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

async function prove(form) {
  const body = new URLSearchParams(new FormData(form));
  const asked = await fetch(form.dataset.ask, { method: "POST", body, credentials: "same-origin" });
  const { asking, options } = await asked.json();
  const publicKey = optionsOf(options);
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
  form.elements.asking.value = asking;
  form.elements.answer.value = answerOf(credential);
  form.submit();
}

function offer(form) {
  const said = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    said.textContent = "";
    prove(form).catch(() => (said.textContent = form.dataset.failed));
  });
}

/* A passkey belongs to a name: a browser does not take one for an address of numbers. */
const isNamed = !/^[\d.]+$|^\[/.test(location.hostname);
if (window.PublicKeyCredential && isNamed) document.querySelectorAll("form[data-passkey]").forEach(offer);
