import { Duplex } from "node:stream";
import type { Doors } from "@/nodes/sdk/services";

export type Socket = ReturnType<Doors["socket"]>;

/** For a library that wants its socket at once: reads and writes wait until `open` has connected one. */
export class LateSocket extends Duplex {
  readonly #open: () => Promise<Socket>;
  #socket?: Socket;

  constructor(open: () => Promise<Socket>) {
    super({ allowHalfOpen: false });
    this.#open = open;
  }

  override _construct(done: (error?: Error) => void): void {
    this.#open().then((socket) => {
      this.#socket = socket;
      socket.on("data", (chunk) => this.push(chunk) || socket.pause());
      socket.on("end", () => this.push(null));
      socket.on("error", (error) => this.destroy(error));
      socket.on("close", () => this.destroy());
      done();
      this.emit("connect");
    }, done);
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#socket?.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket?.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket?.destroy();
    done(error);
  }

  unref(): void {
    this.#socket?.unref();
  }
}
