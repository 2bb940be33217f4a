// Says in good time that the session will end, and lets whoever is there go on (T07, WCAG 2.2.1).
// What was typed is not lost: sent after the end, it is kept until they have signed in again.
const WARN = 180; // seconds before the end
const LOOK_AGAIN = 15; // seconds: meanwhile another tab may have gone on

const dialog = document.getElementById("session-ends");
const says = dialog.querySelector("[data-says]");
let timer;
let goneOn = false; // in another tab

function arm(left) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(0, left - WARN) * 1000);
}

// How many seconds are left, by the server: 0 once it asks to sign in, null where it cannot be asked. That answer
// is not followed: the page it leads to would take the cookie away by which what was typed is kept.
async function ask() {
  try {
    const answer = await fetch("/account/session", { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return 0;
    return answer.ok ? (await answer.json()).seconds : null;
  } catch {
    return null;
  }
}

async function stay() {
  const headers = { "X-CSRFToken": document.querySelector("input[name=csrf_token]").value };
  try {
    await fetch("/account/session", { method: "POST", headers, redirect: "manual" });
  } finally {
    look();
  }
}

async function look() {
  const left = await ask();
  if (left === null) arm(WARN + LOOK_AGAIN);
  else if (left <= 0) over();
  else if (left > WARN) goOn(left);
  else warn(left);
}

function warn(left) {
  const minutes = Math.ceil(left / 60);
  says.textContent = `You will be signed out in ${minutes === 1 ? "1 minute" : `${minutes} minutes`}.`;
  if (!dialog.open) dialog.showModal();
  clearTimeout(timer);
  timer = setTimeout(look, Math.min(left + 1, LOOK_AGAIN) * 1000);
}

function goOn(left) {
  goneOn = dialog.open;
  if (dialog.open) dialog.close();
  arm(left);
}

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((each) => each.selected !== each.defaultSelected);
  return ["INPUT", "TEXTAREA"].includes(field.tagName) && field.type !== "hidden" && field.value !== field.defaultValue;
}

// Nobody is signed in any more: the page is taken away, and what was typed is kept by the server.
function over() {
  const typed = [...document.forms].find((form) => form.method === "post" && [...form.elements].some(changed));
  if (typed) HTMLFormElement.prototype.submit.call(typed);
  else window.location.reload();
}

dialog.querySelector("button").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  if (!goneOn) stay(); // the key Escape is an answer too
  goneOn = false;
});
arm(Number(dialog.dataset.seconds));
