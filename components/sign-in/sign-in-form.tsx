"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { useTRPC } from "../api";
import { auth } from "../auth";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { PasswordInput } from "./password-input";
import { safeAddress } from "./safe-address";

export function SignInForm({ next }: { next: string | undefined }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  useSetupRedirect();

  async function signIn(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setProblem(undefined);
    const { error } = await auth.signIn.email({ email: email.trim(), password });
    // A full page load: the server decides anew what this visitor may see.
    if (!error) return window.location.assign(safeAddress(next));
    setProblem(signInProblem(error));
    setPending(false);
  }

  return (
    <form onSubmit={signIn} className="flex flex-col gap-5">
      <h1 className="font-semibold text-lg">Sign in</h1>
      {problem && <FormError message={problem} />}
      <FormField label="E-mail">
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </FormField>
      <FormField label="Password">
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </FormField>
      <Button type="submit" pending={pending}>
        Sign in
      </Button>
    </form>
  );
}

/** A server without an owner has nobody to sign in. */
function useSetupRedirect() {
  const router = useRouter();
  const { data } = useQuery(useTRPC().me.get.queryOptions());
  const needsSetup = data?.needsSetup === true;
  useEffect(() => {
    if (needsSetup) router.replace("/setup");
  }, [needsSetup, router]);
}

function signInProblem(error: { status: number; message?: string }) {
  if (error.status === 401) return "E-mail or password is wrong.";
  if (error.status === 429) return "Too many tries. Wait a minute, then try again.";
  if (error.status === 0) return "The server did not answer. Check that Islewire is running.";
  return error.message || "Signing in did not work. Try again.";
}
