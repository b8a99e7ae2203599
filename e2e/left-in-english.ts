import type { Page } from "@playwright/test";

/** Written like this in Chinese too. */
const names = [
  ...["React Flow attribution", "React Flow", "JSON Web", "JSON Schema", "Webhook URL", "HTTP API", "AUTH TLS"],
  ...["Shopify Webhook", "WooCommerce Webhook", "Stripe Webhook", "GitHub Webhook", "Standard Webhooks"],
  ...["Microsoft Teams", "GitHub Enterprise", "Admin API"],
];
const addresses = /https?:\/\/\S+/g;

/** The texts on the page, read or read out, in which two English words follow each other. `made`: the test's own words. */
export async function leftInEnglish(page: Page, made: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const code = "code, pre, kbd, script, style, .cm-editor";
    const found = new Set([document.title]);
    const isRead = (element: Element) => element.checkVisibility() && !element.closest(code);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (node.parentElement && isRead(node.parentElement)) found.add(node.textContent ?? "");
    for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt"])
      for (const element of document.body.querySelectorAll(`[${name}]`))
        if (isRead(element)) found.add(element.getAttribute(name) ?? "");
    return [...found];
  });
  // The longest first: one may be a part of another.
  const others = [...made, ...names].filter(Boolean).toSorted((a, b) => b.length - a.length);
  return texts.filter((text) => {
    const rest = others.reduce((left, name) => left.replaceAll(name, "·"), text.replace(addresses, "·"));
    return /[A-Za-z]{2,}\s+[A-Za-z]{2,}/.test(rest);
  });
}
