import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

export type Mail = { from: string; to: string[]; data: string; user?: string };
type Options = { refuse?: (address: string) => boolean; silent?: boolean; port?: number };

/** A mail server in forty lines: enough of SMTP to take a message, with PLAIN sign-in. */
export async function openSmtpServer(options: Options = {}) {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    if (!options.silent) converse(socket, mails, options);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    mails,
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function converse(socket: Socket, mails: Mail[], { refuse = () => false }: Options) {
  let mail: Mail = { from: "", to: [], data: "" };
  let user: string | undefined;
  let inData = false;
  let held = "";
  const say = (line: string) => socket.write(`${line}\r\n`);
  say("220 test");
  socket.on("data", (chunk) => {
    held += chunk.toString("utf8");
    for (let end = held.indexOf("\r\n"); end !== -1; end = held.indexOf("\r\n")) {
      const line = held.slice(0, end);
      held = held.slice(end + 2);
      if (inData) takeData(line);
      else takeCommand(line);
    }
  });

  function takeData(line: string) {
    if (line !== ".") {
      mail.data += `${line.replace(/^\./, "")}\n`;
      return;
    }
    inData = false;
    mails.push({ ...mail, user });
    mail = { from: "", to: [], data: "" };
    say("250 taken");
  }

  function takeCommand(line: string) {
    const [, address = ""] = /<([^>]*)>/.exec(line) ?? [];
    const command = line.slice(0, 4).toUpperCase();
    if (command === "EHLO") return say("250-test\r\n250 AUTH PLAIN");
    if (command === "AUTH") {
      const [, name, password] = Buffer.from(line.split(" ")[2] ?? "", "base64")
        .toString()
        .split("\0");
      if (password !== "s3cret") return say("535 wrong password");
      user = name;
      return say("235 welcome");
    }
    if (command === "STAR") return say("502 not here");
    if (command === "MAIL") mail.from = address;
    if (command === "RCPT") {
      if (refuse(address)) return say("550 no such person");
      mail.to.push(address);
    }
    if (command === "DATA") {
      inData = true;
      return say("354 go on");
    }
    return say(command === "QUIT" ? "221 bye" : "250 ok");
  }
}
