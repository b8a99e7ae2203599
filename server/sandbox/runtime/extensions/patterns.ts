/** What addresses, domains and e-mail addresses look like. */

const letter = "a-zA-Z0-9\\u00a1-\\uffff";
const long = `[${letter}][${letter}-]+[${letter}]\\.\\S{2,}`;
const short = `[${letter}]+\\.\\S{2,}`;
const scheme = "https?:\\/\\/(?:www\\.|(?!www))";
const url = `(?:${scheme}${long}|www\\.${long}|${scheme}${short}|www\\.${short})`;
const part = '[^<>()[\\]\\\\.,;:\\s@"]+';
const email = `(?:${part}(?:\\.${part})*|"[^"\\n]+")@(?:${part}\\.)+[^<>()[\\]\\\\.,;:\\s@"]{2,}`;

export const urlPattern = new RegExp(url, "i");
export const wholeUrl = new RegExp(`^${url}$`, "i");
export const emailPattern = new RegExp(email);
export const wholeEmail = new RegExp(`^${email}$`);
export const domainPattern =
  /^(?:(?=[a-z0-9-]{1,63}\.)(?:xn--)?[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/i;

const host = /^(?:[\p{L}\p{N}_-]+\.)+(?:[\p{L}]{2,}|xn--[\w-]+)$/u;
const ipHost = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3})$/i;

export function domainIn(text: string): string | undefined {
  if (wholeEmail.test(text)) return text.slice(text.lastIndexOf("@") + 1);
  const authority = text.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\//i, "").split(/[/?#\s]/, 1)[0] ?? "";
  const found = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d+$/, "");
  return host.test(found) || ipHost.test(found) ? found : undefined;
}

export function pathIn(text: string): string | undefined {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+([^?#\s]*)/i.exec(text);
  return match ? match[1] || "/" : undefined;
}
