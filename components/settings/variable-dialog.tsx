"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Variable } from "@/shared/api";
import { errorText, useTRPC } from "../api";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";

type VariableDialogProps = {
  /** The one to edit; without it a new one is added. */
  variable: Variable | undefined;
  taken: readonly string[];
  onClose: () => void;
};

export function VariableDialog({ variable, taken, onClose }: VariableDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(variable?.name ?? "");
  const [value, setValue] = useState(variable?.value ?? "");
  const [touched, setTouched] = useState(false);
  const set = useMutation(
    trpc.variables.set.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        onClose();
        return queryClient.invalidateQueries(trpc.variables.pathFilter());
      },
    }),
  );
  const problem = variable ? undefined : nameProblem(name, taken);

  function save(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if (!problem) set.mutate({ name, value });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{variable ? `Edit ${variable.name}` : "Add variable"}</DialogTitle>
          <DialogDescription>Every workflow can read it, from its next execution on.</DialogDescription>
        </DialogHeader>
        <form onSubmit={save} className="flex flex-col gap-4" noValidate>
          {!variable && (
            <FormField
              label="Name"
              help="Letters, digits and _; usually in capitals"
              error={touched || name !== "" ? problem : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  className="font-mono"
                  maxLength={64}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  placeholder="SHOP_URL"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </FormField>
          )}
          <FormField label="Value">
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={100_000}
                spellCheck={false}
                className="max-h-64"
                value={value}
                onChange={(event) => setValue(event.target.value)}
              />
            )}
          </FormField>
          {set.error && <FormError {...errorText(set.error)} />}
          <DialogFooter>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" pending={set.isPending}>
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === "") return "Name is required";
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return "Start with a letter; letters, digits and _ only";
  return taken.includes(name) ? "There is a variable of this name already" : undefined;
}
