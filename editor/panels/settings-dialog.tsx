"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { FormField } from "@/components/form-field";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { setWorkflowSettings } from "../commands";
import { useDocument, useEditor, useEditorState } from "../editor-context";

export function SettingsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Workflow settings</DialogTitle>
          <DialogDescription>They hold for every execution of this workflow.</DialogDescription>
        </DialogHeader>
        <SettingsForm onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

const zones = Intl.supportedValuesOf("timeZone");
const noWorkflow = "none";
const longestSeconds = 2_592_000;

function SettingsForm({ onDone }: { onDone: () => void }) {
  const editor = useEditor();
  const workflowId = useEditorState((state) => state.workflowId);
  const { settings } = useDocument();
  const { data: workflows } = useQuery(useTRPC().workflows.list.queryOptions({}));
  const { data: instance } = useQuery(useTRPC().settings.get.queryOptions());
  const [timezone, setTimezone] = useState(settings.timezone ?? "");
  const [timeout, setTimeoutText] = useState(settings.timeoutSeconds?.toString() ?? "");
  const [errorWorkflow, setErrorWorkflow] = useState(settings.errorWorkflow ?? noWorkflow);
  const [order, setOrder] = useState(settings.order ?? "depth");
  const seconds = Number(timeout);
  const zoneError = timezone === "" || isZone(timezone) ? undefined : "There is no time zone of this name";
  const timeoutError =
    timeout === "" || (Number.isInteger(seconds) && seconds >= 1 && seconds <= longestSeconds)
      ? undefined
      : "A whole number of seconds, at most 30 days";

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (zoneError || timeoutError) return;
        editor.dispatch(setWorkflowSettings, {
          settings: {
            timezone: timezone || undefined,
            timeoutSeconds: timeout === "" ? undefined : seconds,
            errorWorkflow: errorWorkflow === noWorkflow ? undefined : errorWorkflow,
            order: order === "depth" ? undefined : order,
          },
        });
        onDone();
      }}
    >
      <FormField
        label="Time zone"
        help={`For schedules and dates. Empty: that of this server${instance ? ` (${instance.timezone})` : ""}.`}
        error={zoneError}
      >
        {(control) => (
          <>
            <Input
              {...control}
              list="time-zones"
              placeholder={instance?.timezone}
              value={timezone}
              onChange={(event) => setTimezone(event.target.value.trim())}
            />
            <datalist id="time-zones">
              {zones.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </FormField>
      <FormField
        label="Time limit in seconds"
        help="For one execution, waits not counted. Empty: no limit."
        error={timeoutError}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={timeout}
            onChange={(event) => setTimeoutText(event.target.value.trim())}
          />
        )}
      </FormField>
      <FormField label="When an execution fails, start" help="A workflow with an Error trigger.">
        {(control) => (
          <Select value={errorWorkflow} onValueChange={setErrorWorkflow}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={noWorkflow}>Nothing</SelectItem>
              {workflows
                ?.filter(({ id }) => id !== workflowId)
                .map(({ id, name }) => (
                  <SelectItem key={id} value={id}>
                    {name}
                  </SelectItem>
                ))}
            </SelectContent>
          </Select>
        )}
      </FormField>
      <FormField label="Order of branches" help="Imported workflows keep the order they were made for.">
        {(control) => (
          <Select value={order} onValueChange={(value) => setOrder(value as typeof order)}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="depth">One branch after the other, top to bottom</SelectItem>
              <SelectItem value="breadth">All branches step by step (n8n before 1.0)</SelectItem>
            </SelectContent>
          </Select>
        )}
      </FormField>
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit">Keep settings</Button>
      </DialogFooter>
    </form>
  );
}

function isZone(name: string) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
