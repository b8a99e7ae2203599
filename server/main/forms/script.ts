/**
 * What scripts add to the pages; all of it works without. The function runs in the visitor's browser: it is sent as
 * text, so it uses nothing from around it.
 */
function enhance() {
  if (document.querySelector("form")) improve();
  document.querySelector<HTMLElement>(".problems")?.focus();
  const shown = document.querySelector<HTMLElement>("main[data-state]")?.dataset.state;
  if (shown) follow(shown);

  /** Never asks the form itself for anything: a field of it may have any name, and then stands in for the answer. */
  function improve() {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>("button.button")];
    const texts = new Map(buttons.map((button) => [button, button.textContent ?? ""]));
    let isSent = false;
    for (const group of document.querySelectorAll<HTMLElement>("fieldset[data-hint]")) {
      const boxes = [...group.querySelectorAll<HTMLInputElement>("input")];
      const { min = "0", max = "", hint = "", required } = group.dataset;
      const check = () => {
        const count = boxes.filter(({ checked }) => checked).length;
        const isLeftOut = count === 0 && !required;
        const isWrong = !isLeftOut && (count < Number(min) || (max !== "" && count > Number(max)));
        boxes[0]?.setCustomValidity(isWrong ? hint : "");
      };
      group.addEventListener("change", check);
      check();
    }
    for (const input of document.querySelectorAll<HTMLInputElement>("input[data-max-bytes]")) {
      input.addEventListener("change", () => {
        const large = [...(input.files ?? [])].find(({ size }) => size > Number(input.dataset.maxBytes));
        input.setCustomValidity(large ? (input.dataset.tooLarge ?? "").replace("{name}", () => large.name) : "");
        input.reportValidity();
      });
    }
    document.addEventListener("submit", (event) => {
      if (isSent) return event.preventDefault();
      isSent = true;
      for (const button of buttons) button.setAttribute("aria-disabled", "true");
      const pressed = buttons.find((button) => button === event.submitter) ?? buttons[0];
      if (pressed) pressed.textContent = pressed.dataset.sending ?? pressed.textContent;
    });
    window.addEventListener("pageshow", () => {
      isSent = false;
      for (const button of buttons) {
        button.removeAttribute("aria-disabled");
        button.textContent = texts.get(button) ?? "";
      }
    });
  }

  /** Asks until something else is to be seen, less often the longer it takes. */
  function follow(state: string) {
    let pause = 400;
    const ask = async () => {
      try {
        const answer = await window.fetch(`${location.pathname}?state`, { cache: "no-store" });
        const now = answer.ok ? ((await answer.json()) as { state: string }).state : state;
        if (now !== state) return location.replace(location.pathname);
      } catch {
        // No connection just now.
      }
      pause = Math.min(pause * 1.3, 5_000);
      setTimeout(ask, pause);
    };
    setTimeout(ask, pause);
  }
}

export const script = `(${enhance})()`;
