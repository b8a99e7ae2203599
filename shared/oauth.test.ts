import { expect, it } from "vitest";
import { fitsRedirectUri, isRedirectUri, placeOf } from "./oauth";

it.each([
  "https://shop.example/callback",
  "https://shop.example:8443/callback?of=islewire",
  "http://127.0.0.1/callback",
  "http://127.0.0.1:8976/callback",
  "http://[::1]:8976/callback",
  "http://localhost/",
  "com.example.shop:/callback",
])("a client may be sent to %s", (uri) => {
  expect(isRedirectUri(uri)).toBe(true);
});

it.each([
  "http://shop.example/callback",
  "http://127.0.0.1.evil.example/callback",
  "http://localhost@evil.example/callback",
  "https://user:pass@shop.example/callback",
  "https://shop.example/callback#part",
  "https://*.shop.example/callback",
  "https://shop.example\\@evil.example/",
  "https:shop.example",
  "https:///shop.example",
  " https://shop.example/",
  "https://shop.example/a b",
  "//shop.example/callback",
  "/callback",
  "javascript:alert(1)",
  "javascript.x:alert(1)",
  "data:text/html,x",
  "shop:/callback",
  "",
  `https://shop.example/${"a".repeat(500)}`,
])("nobody is sent to %s (T106)", (uri) => {
  expect(isRedirectUri(uri)).toBe(false);
});

it.each([
  ["https://shop.example/callback", "https://shop.example/callback", true],
  ["https://shop.example/callback", "https://shop.example/callback/", false],
  ["https://shop.example/callback", "https://shop.example/callback/../evil", false],
  ["https://shop.example/callback", "https://shop.example/callback?x=1", false],
  ["https://shop.example/callback", "https://SHOP.example/callback", false],
  ["https://shop.example/callback", "https://shop.example:443/callback", false],
  ["https://shop.example", "https://shop.example.evil.example", false],
  ["http://127.0.0.1/callback", "http://127.0.0.1:49152/callback", true],
  ["http://127.0.0.1:80/callback", "http://127.0.0.1:49152/callback", true],
  ["http://[::1]/callback", "http://[::1]:49152/callback", true],
  ["http://127.0.0.1/callback", "http://localhost:49152/callback", false],
  ["http://127.0.0.1/callback", "http://127.0.0.1:49152/other", false],
  ["http://127.0.0.1/callback", "http://127.0.0.1:99999/callback", false],
  ["http://127.0.0.1/callback", "http://127.0.0.1:1@evil.example/callback", false],
  ["http://127.0.0.1/callback", "https://127.0.0.1:49152/callback", false],
])("registered %s fits %s: %s (T165)", (registered, given, fits) => {
  expect(fitsRedirectUri(registered, given, true)).toBe(fits);
});

it("keeps a client with a secret to the port that it registered", () => {
  expect(fitsRedirectUri("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback", false)).toBe(false);
});

it("calls where somebody is sent by what people know", () => {
  const places = ["https://shop.example:8443/callback", "http://127.0.0.1:9/x", "com.example.shop:/callback"];
  expect(places.map(placeOf)).toEqual(["shop.example:8443", "127.0.0.1:9", "com.example.shop:"]);
});
