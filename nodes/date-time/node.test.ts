import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { Json, JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const utc = { is: "named", name: "Etc/UTC" };
const one = async (action: JsonObject, more: JsonObject = {}, item: JsonObject = {}) =>
  (await run("core.dateTime", { action, zone: utc, ...more }, [item])).main[0]?.date;

describe("Date & Time", () => {
  it("gives the current date", async () => {
    const text = (await one({ is: "now" })) as string;
    expect(Math.abs(Date.parse(text) - Date.now())).toBeLessThan(60_000);
    expect(await one({ is: "now", time: false })).toMatch(/T00:00:00.000/);
  });

  it.each<[JsonObject, Json]>([
    [{ is: "add", date: "2024-01-31", amount: 1, unit: "months" }, "2024-02-29T00:00:00.000+00:00"],
    [{ is: "subtract", date: 1706659200, amount: 2, unit: "hours" }, "2024-01-30T22:00:00.000+00:00"],
    [{ is: "format", date: "1706659200000", format: "dd.MM.yyyy" }, "31.01.2024"],
    [{ is: "format", date: null, format: "dd.MM.yyyy" }, null],
    [{ is: "round", date: "2024-05-17T13:20:00Z", to: "month" }, "2024-05-01T00:00:00.000+00:00"],
    [{ is: "round", date: "2024-05-17T13:20:00Z", direction: "up", to: "hour" }, "2024-05-17T14:00:00.000+00:00"],
    [
      { is: "between", start: "2024-01-01", end: "2024-03-03", units: ["months", "days"] },
      { months: 2, days: 2 },
    ],
    [{ is: "between", start: "2024-01-01", end: "2024-01-03", iso: true }, "P2D"],
    [{ is: "extract", date: "2024-01-08", part: "week" }, 2],
    [{ is: "extract", date: "2024-01-08T05:00:00+02:00", part: "hour" }, 3],
  ])("%j gives %j", async (action, wanted) => {
    expect(await one(action)).toEqual(wanted);
  });

  it("reads and writes other zones and formats", async () => {
    const format = { is: "format", date: "31/05/2024 10:00", format: "HH:mm ZZ" };
    const more = { inputFormat: "dd/MM/yyyy HH:mm", inputZone: "Europe/Berlin" };
    expect(await one(format, more)).toBe("08:00 +00:00");
    const moment = { is: "format", date: "2024-05-31", format: "dddd, Do [of] MMMM YYYY, a" };
    expect(await one(moment, { dialect: "moment" })).toBe("Friday, 31st of May 2024, am");
    const written = { is: "format", date: "2024-05-31T10:00:00+05:00", format: "HH:mm" };
    expect(await one(written, { zone: { is: "written" } })).toBe("10:00");
  });

  it("keeps the other fields, or not", async () => {
    const action = { is: "extract", date: "={{ $json.d }}", part: "year" };
    const params = { action, zone: utc, field: "out.year" };
    expect((await run("core.dateTime", params, [{ d: "2024-01-01" }])).main).toEqual([
      { d: "2024-01-01", out: { year: 2024 } },
    ]);
    expect((await run("core.dateTime", { ...params, keepOthers: false }, [{ d: "2024-01-01" }])).main).toEqual([
      { out: { year: 2024 } },
    ]);
  });

  it("says which value is not a date, and which zone does not exist", async () => {
    const action = { is: "extract", date: "tomorrow-ish", part: "year" };
    expect((await run("core.dateTime", { action })).error).toMatchObject({
      code: "DATE_INVALID",
      param: "action.date",
    });
    const zone = { is: "named", name: "Mars/Base" };
    expect((await run("core.dateTime", { zone })).error).toMatchObject({ code: "DATE_ZONE" });
    const far = { is: "add", date: "2024-01-01", amount: 1e15, unit: "years" };
    expect((await run("core.dateTime", { action: far })).error).toMatchObject({ code: "DATE_INVALID" });
  });
});
