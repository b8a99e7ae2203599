"use client";

import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCClientErrorLike,
  type TRPCLink,
} from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/api/root";
import { confirmIdentity } from "./confirm-identity/ask";
import { texts } from "./messages/texts";
import { toast } from "./ui/toast";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

export type ApiError = TRPCClientErrorLike<AppRouter>;

export function ApiProvider({ children }: { children: ReactNode }) {
  const [{ queryClient, client }] = useState(() => ({ queryClient: createQueryClient(), client: createClient() }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function createClient() {
  return createTRPCClient<AppRouter>({
    links: [
      confirming,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: "/api/trpc" }),
        // The header proves to the server that the request came from our own page.
        false: httpBatchLink({ url: "/api/trpc", headers: { "x-islewire": "1" }, maxURLLength: 4000 }),
      }),
    ],
  });
}

/** Who has to prove who it is is asked for it, and what was wanted goes on then. */
const confirming: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let running = send(false);
      return () => running.unsubscribe();

      function send(again: boolean) {
        return next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error(error) {
            if (again || !error.data?.needsConfirming) return observer.error(error);
            void confirmIdentity().then((confirmed) => {
              if (confirmed) running = send(true);
              else observer.error(error);
            });
          },
        });
      }
    });

function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (count, error) => count < 2 && isWorthRetrying(error) },
    },
    // A mutation that handles its own errors says so by `meta: { quiet: true }`.
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (mutation.options.meta?.quiet) return;
        const { message, hint } = errorText(error);
        toast.error(message, { description: hint });
      },
    }),
  });
}

/** What the server refused stays refused; only a lost connection or a fault inside the server may pass. */
function isWorthRetrying(error: unknown) {
  return (
    !(error instanceof TRPCClientError) || error.data === undefined || error.data === null || statusOf(error) >= 500
  );
}

function statusOf(error: TRPCClientError<AppRouter>): number {
  return error.data?.httpStatus ?? 500;
}

/**
 * What to show of an error: what happened, and what to do. Also while drawing: the server asks for nothing, so an error
 * is drawn in the browser alone.
 */
export function errorText(error: unknown): { message: string; hint?: string } {
  if (error instanceof TRPCClientError) {
    if (error.data) return { message: error.message, hint: hintOf(error.data) };
    return { message: texts()("common.errors.noAnswer"), hint: texts()("common.errors.noAnswerHint") };
  }
  return { message: error instanceof Error ? error.message : texts()("common.errors.unknown") };
}

const hintOf = (data: object) => ("hint" in data && typeof data.hint === "string" ? data.hint : undefined);
