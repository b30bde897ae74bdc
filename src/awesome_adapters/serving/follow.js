"use strict";
const box = document.getElementById("problems");
const shown = document.querySelector("iframe");
let number = null;

function tell(message, problems) {
  box.hidden = !message;
  box.querySelector("p").textContent = message;
  box.querySelector("ul").replaceChildren(...problems.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

const events = new EventSource("/events");
events.onmessage = (event) => {
  const state = JSON.parse(event.data);
  tell(state.problems.length ? "The list has errors; what is shown is as it was before:" : "", state.problems);
  if (number !== null && number !== state.number) shown.contentWindow.location.reload();
  number = state.number;
};
events.onerror = () => tell("The program that shows this has ended.", []);
