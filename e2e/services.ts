import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";

export type Services = Awaited<ReturnType<typeof startServices>>;
export type Call = { method: string; path: string; body: unknown };
export type Mail = { from: string; to: string[]; text: string };

/** The services around a shop, on ports of their own: what reached them is kept for the test to look at. */
export async function startServices() {
  const calls: Call[] = [];
  const mails: Mail[] = [];

  const http = createHttpServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      calls.push({ method: req.method ?? "", path: req.url ?? "", body: text ? JSON.parse(text) : null });
      res.writeHead(200, { "content-type": "application/json" });
      res.end(JSON.stringify({ reserved: true, number: calls.length }));
    });
  });
  const smtp = createTcpServer((socket) => converse(socket, (mail) => mails.push(mail)));
  const [httpPort, smtpPort] = await Promise.all([listen(http), listen(smtp)]);

  return {
    ...{ calls, mails, smtpPort },
    url: `http://127.0.0.1:${httpPort}`,
    async stop() {
      http.closeAllConnections();
      await Promise.all([http, smtp].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** As much SMTP as it takes to receive a message (RFC 5321, without extensions). */
function converse(socket: Socket, onMail: (mail: Mail) => void) {
  let mail: Mail = { from: "", to: [], text: "" };
  let isData = false;
  let rest = "";
  const say = (line: string) => socket.write(`${line}\r\n`);
  socket.on("error", () => {});
  say("220 test mail server");
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString();
    for (let end = rest.indexOf("\r\n"); end !== -1; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      take(line);
    }
  });

  function take(line: string) {
    if (isData) {
      if (line !== ".") mail.text += `${line.replace(/^\.\./, ".")}\n`;
      else {
        isData = false;
        onMail(mail);
        mail = { from: "", to: [], text: "" };
        say("250 taken");
      }
      return;
    }
    const command = line.slice(0, 4).toUpperCase();
    const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
    if (command === "MAIL") mail.from = address;
    if (command === "RCPT") mail.to.push(address);
    if (command === "DATA") {
      isData = true;
      return say("354 go on");
    }
    say(command === "QUIT" ? "221 bye" : "250 ok");
    if (command === "QUIT") socket.end();
  }
}
