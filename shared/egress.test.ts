import { expect, it } from "vitest";
import { isEgressEntry } from "./egress";

it.each([
  ...["192.168.1.0/24", "192.168.1.5", "192.168.1.5:8123", "nas.lan", "nas.lan:443", "localhost"],
  ...["[fd00::1]:80", "fd00::/8", "[fd00::/8]:443", "::1"],
])("%s is a target that can be allowed", (entry) => expect(isEgressEntry(entry)).toBe(true));

it.each([
  ...["", "*", "*.lan", "http://nas.lan", "nas.lan/24", "192.168.1.0/33", "192.168.1", "10.1", "nas lan"],
  ...["nas.lan:0", "nas.lan:70000", "fd00::/129", "192.168.1.0/24/2", "user@nas.lan"],
])("%j is none", (entry) => expect(isEgressEntry(entry)).toBe(false));
