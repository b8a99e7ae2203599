import type { Item } from "@/shared/item";
import type { CredentialSlots, CredentialValues } from "./credential";
import type { Params, ParamValues } from "./params";
import type { Doors, Services } from "./services";

/** How a message is known again when it is delivered a second time. */
export type Delivery = {
  /** Of this message, and of no other that the trigger ever receives. */
  key: string;
  /** It may have been handed on before. What is new is never taken for known. */
  isRepeated: boolean;
};

/** What a trigger may use that listens as long as its workflow is published. It runs in a worker, in one at a time. */
export type ListenContext<P extends Params, C extends CredentialSlots> = ListenServices & {
  params: ParamValues<P>;
  credentials: CredentialValues<C>;
};

export type ListenServices = Pick<Services, "http" | "files"> &
  Doors & {
    /** Aborted when it has to end, also in the middle of connecting. */
    signal: AbortSignal;
    /** Of this trigger alone, and the same each time it starts: for what a broker remembers by name. */
    name: string;
    /** Somebody tries it out in the editor. It takes one message, and leaves nothing at the broker. */
    isTest: boolean;
    /** Starts an execution. Resolves when it is safe on disk: only then the message may be acknowledged. */
    emit(items: Item[], delivery?: Delivery): Promise<void>;
    /** Keeps what makes no sense as a failed execution, so that nothing disappears. To be acknowledged as after `emit`. */
    refuse(items: Item[], reason: { message: string; hint?: string }, delivery?: Delivery): Promise<void>;
  };

export type Listening = {
  /** Settles when the connection is over; rejects with the reason. */
  ended: Promise<void>;
  /** Takes no more, waits until what is under way is acknowledged, and closes the connection. */
  close(): Promise<void>;
};
