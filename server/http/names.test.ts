import { createSocket } from "node:dgram";
import { afterEach, describe, expect, it } from "vitest";
import { findService } from "./names";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

describe("A service of a host", () => {
  it("is where name servers say, with what they say of it", async () => {
    const server = await openNameServer({
      33: [srv("m1.shop.example", 27_017), srv("m2.shop.example", 27_018)],
      16: [txt("a=b")],
    });
    expect(await findService({ service: "mongodb", host: "shop.example" }, [server.address])).toEqual({
      places: [
        { host: "m1.shop.example", port: 27_017 },
        { host: "m2.shop.example", port: 27_018 },
      ],
      texts: ["a=b"],
    });
    expect(server.asked).toContain("_mongodb._tcp.shop.example");
  });

  it("needs no texts, and is told when there is none", async () => {
    const bare = await openNameServer({ 33: [srv("m1.shop.example", 1)] });
    expect(await findService({ service: "mongodb", host: "shop.example" }, [bare.address])).toMatchObject({
      texts: [],
    });
    const empty = await openNameServer({});
    await expect(findService({ service: "mongodb", host: "shop.example" }, [empty.address])).rejects.toMatchObject({
      code: "DNS_SERVICE",
      message: expect.stringContaining("know no mongodb at shop.example"),
    });
  });
});

const labels = (name: string) =>
  Buffer.concat([...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.of(0)]);
const srv = (target: string, port: number) =>
  Buffer.concat([Buffer.of(0, 1, 0, 1, port >> 8, port & 255), labels(target)]);
const txt = (text: string) => Buffer.from([text.length, ...Buffer.from(text)]);

/** Answers each question with the records of its type, or that the name is not known. */
async function openNameServer(records: { [type: number]: Buffer[] }) {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (question, { port, address }) => {
    const nameEnd = question.indexOf(0, 12);
    const type = question.readUInt16BE(nameEnd + 1);
    asked.push(nameOf(question.subarray(12, nameEnd)));
    const found = records[type] ?? [];
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(found.length ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(found.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = found.map((data) =>
      Buffer.concat([
        Buffer.of(0xc0, 12, type >> 8, type & 255, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255),
        data,
      ]),
    );
    socket.send(Buffer.concat([header, question.subarray(12, nameEnd + 5), ...answers]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const server = { asked, address: `127.0.0.1:${socket.address().port}`, close: () => void socket.close() };
  open.push(server);
  return server;
}

function nameOf(bytes: Buffer): string {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) {
    found.push(bytes.toString("latin1", at + 1, at + 1 + (bytes[at] ?? 0)));
  }
  return found.join(".");
}
