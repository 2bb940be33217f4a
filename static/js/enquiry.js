// A question that follows from an answer is shown with that answer. Without this file all of them are in sight.
for (const part of document.querySelectorAll("[data-belongs-to]")) {
  const answer = document.getElementById(part.dataset.belongsTo);
  const show = () => {
    let any = false;
    for (const one of part.querySelectorAll("[data-for]")) {
      const typed = one.querySelector("input").value !== "";
      one.hidden = !typed && !one.dataset.for.split(" ").includes(answer.value);
      any ||= !one.hidden;
    }
    part.hidden = !any;
  };
  answer.addEventListener("change", show);
  show();
}
