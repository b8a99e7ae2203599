import { describe, expect, it } from "vitest";
import { hostOfUrl, hostsIn, isAllowedPlace, normalHost, placeOfUrl } from "./allowed-hosts";

describe("the hosts a credential may be sent to", () => {
  it.each([
    ["API.Example.com", "api.example.com"],
    ["api.example.com.", "api.example.com"],
    ["*.example.com", "*.example.com"],
    ["nas.lan:8443", "nas.lan:8443"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["[::1]:80", "[::1]:80"],
    ["0x7f.1", "127.0.0.1"],
    ["*", "*"],
  ])("%s is kept as %s", (text, normal) => expect(normalHost(text)).toBe(normal));

  it.each([
    "",
    "https://a.com",
    "a.com/path",
    "a@b.com",
    "*.com",
    "*.1.2.3.4",
    "a*.com",
    "a.com:0",
    "a.com:99999",
    "a b",
  ])("%j is no host", (text) => expect(normalHost(text)).toBeUndefined());

  it.each([
    ["api.example.com", "https://api.example.com/x", true],
    ["api.example.com", "https://API.EXAMPLE.COM./x", true],
    ["api.example.com", "https://api.example.com.evil.com/", false],
    ["api.example.com", "https://evil-api.example.com/", false],
    ["api.example.com", "https://x.api.example.com/", false],
    ["*.example.com", "https://x.y.example.com/", true],
    ["*.example.com", "https://example.com/", false],
    ["*.example.com", "https://evilexample.com/", false],
    ["nas.lan:8443", "https://nas.lan:8443/", true],
    ["nas.lan:443", "https://nas.lan/", true],
    ["nas.lan:8443", "https://nas.lan/", false],
    ["127.0.0.1", "http://2130706433/", true],
    ["*", "https://anywhere.example/", true],
  ])("%s and %s: %s", (rule, url, allowed) => {
    expect(isAllowedPlace([rule], placeOfUrl(new URL(url)))).toBe(allowed);
  });

  it("are checked for connections without a URL too", () => {
    expect(isAllowedPlace(["db.lan:5432"], { host: "DB.lan", port: 5432 })).toBe(true);
    expect(isAllowedPlace(["db.lan:5432"], { host: "db.lan", port: 5433 })).toBe(false);
    expect(isAllowedPlace(["[::1]"], { host: "::1", port: 1 })).toBe(true);
    expect(isAllowedPlace([], { host: "db.lan", port: 5432 })).toBe(false);
  });

  it("are read from what people write, and from addresses", () => {
    expect(hostsIn(" a.com, *.b.com\nc.com:1 ")).toEqual(["a.com", "*.b.com", "c.com:1"]);
    expect(hostOfUrl("https://git.lan:3000/api/v1")).toEqual(["git.lan:3000"]);
    expect(hostOfUrl("nonsense")).toEqual([]);
  });
});
