/**
 * What scripts add to the pages; all of it works without. The function runs in the visitor's browser: it is sent as
 * text, so it uses nothing from around it.
 */
function enhance() {
  const form = document.querySelector("form");
  if (form) improve(form);
  const shown = document.querySelector<HTMLElement>("main[data-state]")?.dataset.state;
  if (shown) follow(shown);

  function improve(page: HTMLFormElement) {
    const button = page.querySelector<HTMLButtonElement>("button.button");
    for (const group of page.querySelectorAll<HTMLElement>("fieldset[data-hint]")) {
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
    for (const input of page.querySelectorAll<HTMLInputElement>("input[data-max-bytes]")) {
      input.addEventListener("change", () => {
        const large = [...(input.files ?? [])].find(({ size }) => size > Number(input.dataset.maxBytes));
        input.setCustomValidity(large ? `“${large.name}” is too large` : "");
        input.reportValidity();
      });
    }
    page.addEventListener("submit", (event) => {
      if (page.dataset.sent) return event.preventDefault();
      page.dataset.sent = "yes";
      if (!button) return;
      button.setAttribute("aria-disabled", "true");
      button.dataset.text = button.textContent ?? "";
      button.textContent = button.dataset.sending ?? "";
    });
    window.addEventListener("pageshow", () => {
      delete page.dataset.sent;
      button?.removeAttribute("aria-disabled");
      if (button?.dataset.text) button.textContent = button.dataset.text;
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
