// What pages gain where scripts run. Every page works without this file.
import { initAll } from "../vendor/govuk-frontend-6.3.0/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A fragment that htmx brings in may hold components too; its first 'load' is the page itself.
document.body.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt !== document.body) initAll({ scope: detail.elt });
});

// On a phone, parts that would make a long page begin folded; without script they are open, and fold alike.
const phone = window.matchMedia("(max-width: 40.0525rem)");
function foldOnPhones(scope) {
  if (phone.matches) for (const part of scope.querySelectorAll("details[data-folds]")) part.open = false;
}
foldOnPhones(document);
document.body.addEventListener("htmx:afterSwap", ({ target }) => foldOnPhones(target));

// What could not be loaded is said, not swallowed.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(failure, () => {
    document.getElementById("not-loaded").hidden = false;
  });
}
document.body.addEventListener("htmx:afterSwap", () => {
  document.getElementById("not-loaded").hidden = true;
});

// Keys: '/' goes to the search box, 'n' to the page that logs an enquiry. Each can be turned off (WCAG 2.1.4).
const KEYS_OFF = "hearth-keys-off";
const keysBox = document.querySelector("[data-keys]");

function keysAreOff() {
  return window.localStorage.getItem(KEYS_OFF) === "yes";
}

function isTyping(element) {
  return element.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || isTyping(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "A") target.click();
  else target.focus();
});

if (keysBox) {
  keysBox.hidden = false;
  const box = keysBox.querySelector("input");
  box.checked = !keysAreOff();
  box.addEventListener("change", () => {
    if (box.checked) window.localStorage.removeItem(KEYS_OFF);
    else window.localStorage.setItem(KEYS_OFF, "yes");
  });
}

// Another person's turn, or the back button after signing out: never show a page from the browser's memory.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
