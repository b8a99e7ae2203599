"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Pin, PinOff } from "lucide-react";
import { useState } from "react";
import { errorText, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/sonner";
import { Hint } from "@/components/ui/tooltip";
import type { StepSummary } from "@/shared/execution";
import type { Ports } from "@/shared/item";
import { toPinned } from "./pinned-items";

/** More would make every save of the workflow slow. */
const maxItems = 1_000;

type PinButtonProps = { executionId: number; step: StepSummary; onPin: (pinned: Ports) => void };

/** Keeps what the step gave for further runs from the editor. */
export function PinButton({ executionId, step, onPin }: PinButtonProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isPending, setPending] = useState(false);

  async function pin() {
    setPending(true);
    try {
      const { outputs, outputTotals } = await queryClient.fetchQuery(
        trpc.executions.stepData.queryOptions({ id: executionId, step: step.index, offset: 0, limit: maxItems }),
      );
      const given = Object.entries(outputs).filter(([, items]) => items.length > 0);
      onPin(Object.fromEntries(given.map(([port, items]) => [port, toPinned(items)])));
      if (Object.values(outputTotals).some((total) => total > maxItems)) {
        toast.warning(`Pinned the first ${maxItems.toLocaleString("en")} items`);
      }
    } catch (error) {
      toast.error("The output could not be pinned", { description: errorText(error).message });
    } finally {
      setPending(false);
    }
  }

  return (
    <Hint label="Pin: further runs from the editor take this output instead of running the node">
      <Button variant="ghost" size="icon-sm" aria-label="Pin the output" pending={isPending} onClick={() => void pin()}>
        <Pin aria-hidden />
      </Button>
    </Hint>
  );
}

/** Says that what is shown is pinned, and for which runs that counts. */
export function PinBar({ readOnly, onEdit, onUnpin }: { readOnly: boolean; onEdit: () => void; onUnpin: () => void }) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-border border-b bg-info-soft px-3 py-2 text-info text-xs">
      <Pin aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1 basis-40">Pinned data. Used in runs from the editor only.</span>
      {!readOnly && (
        <span className="flex gap-1">
          <Button variant="ghost" size="sm" className="h-7 px-2 text-xs" onClick={onEdit}>
            <Pencil aria-hidden className="size-3.5" />
            Edit
          </Button>
          <Button variant="ghost" size="sm" className="h-7 px-2 text-xs" onClick={onUnpin}>
            <PinOff aria-hidden className="size-3.5" />
            Unpin
          </Button>
        </span>
      )}
    </div>
  );
}
