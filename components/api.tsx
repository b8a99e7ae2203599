"use client";

import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCClientErrorLike,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/api/root";
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
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: "/api/trpc" }),
        // The header proves to the server that the request came from our own page.
        false: httpBatchLink({ url: "/api/trpc", headers: { "x-islewire": "1" }, maxURLLength: 4000 }),
      }),
    ],
  });
}

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
