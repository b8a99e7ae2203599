"use client";

import { type FormEvent, useState } from "react";
import { auth } from "../auth";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { cn } from "../ui/class-names";
import { Input } from "../ui/input";
import { PasswordInput } from "./password-input";
import { minPasswordLength, passwordStrength } from "./password-strength";

export function SetupForm() {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const tooShort = password.length < minPasswordLength;
  const [checked, setChecked] = useState(false);

  async function createOwner(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (tooShort) return;
    setPending(true);
    setProblem(undefined);
    const { error } = await auth.signUp.email({ name: name.trim(), email: email.trim(), password });
    if (!error) return window.location.assign("/workflows");
    setProblem(setupProblem(error));
    setPending(false);
  }

  return (
    <form onSubmit={createOwner} className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-lg">Create the owner</h1>
        <p className="mt-1 text-muted">This account owns the server. Nobody else can sign up after it.</p>
      </div>
      {problem && <FormError message={problem} />}
      <FormField label="Name">
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            required
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <FormField label="E-mail" help="You sign in with it. Nothing is sent to it.">
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </FormField>
      <FormField
        label="Password"
        error={checked && tooShort ? `Use at least ${minPasswordLength} characters` : undefined}
        help={<StrengthHint password={password} />}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            required
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </FormField>
      <Button type="submit" pending={pending}>
        Create owner
      </Button>
    </form>
  );
}

const barColors = ["bg-input", "bg-danger", "bg-warning", "bg-success"];

function StrengthHint({ password }: { password: string }) {
  const { level, label } = passwordStrength(password);
  return (
    <span className="flex flex-col gap-1.5">
      <span aria-hidden className="mt-0.5 grid grid-cols-3 gap-1">
        {[1, 2, 3].map((bar) => (
          <span key={bar} className={cn("h-1 rounded-full", bar <= level ? barColors[level] : "bg-hover")} />
        ))}
      </span>
      <span className="min-h-8" aria-live="polite">
        {label}
      </span>
    </span>
  );
}

function setupProblem(error: { status: number; message?: string }) {
  if (error.status === 403) return "This server has an owner already. Sign in instead.";
  if (error.status === 0) return "The server did not answer. Check that Islewire is running.";
  return error.message || "The owner could not be created. Try again.";
}
