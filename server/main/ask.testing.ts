import { type IncomingHttpHeaders, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { connect } from "node:net";
import { first, second } from "./certificates.testing";
import { setupCode } from "./server.testing";

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string; certificate: string };
type Question = { method?: string; headers?: { [name: string]: string }; body?: string };

/** Like `fetch`, but over TLS with the certificates of tests, and under any name: a `host` header is sent as it is given. */
export function ask(address: string, { method = "GET", headers = {}, body }: Question = {}): Promise<Answer> {
  const isTls = address.startsWith("https:");
  const options = { method, headers, agent: false as const, ca: [first.cert, second.cert], servername: "localhost" };
  return new Promise((resolve, reject) => {
    const sent = (isTls ? tlsRequest : plainRequest)(address, options, (answer) => {
      const certificate = isTls
        ? (answer.socket as import("node:tls").TLSSocket).getPeerCertificate().fingerprint256
        : "";
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, certificate });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Bytes over a plain connection, for requests that no client library would send. All that came until it was closed. */
export function askRaw(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.setTimeout(5_000, () => socket.destroy());
  });
}

export const owner = { name: "Olive", email: "olive@example.com", password: "correct horse battery" };

/** Signs up or in by the name that is given. */
export function enter(
  url: string,
  how: "sign-up" | "sign-in",
  origin: string,
  headers: { [name: string]: string } = {},
) {
  return ask(`${url}/api/auth/${how}/email`, {
    method: "POST",
    body: JSON.stringify(owner),
    headers: {
      ...{ host: new URL(origin).host, origin, "content-type": "application/json" },
      ...{ "x-setup-code": setupCode, ...headers },
    },
  });
}
