"use client";

import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";

type ConfirmedRemovalProps = {
  /** Of the button. */
  label: string;
  pending: boolean;
  title: string;
  description: ReactNode;
  action: string;
  onConfirm: () => void;
};

/** Takes an entry off a list, once that was confirmed. */
export function ConfirmedRemoval({ label, pending, ...dialog }: ConfirmedRemovalProps) {
  const [confirming, setConfirming] = useState(false);
  return (
    <>
      <Button variant="ghost" size="icon-sm" aria-label={label} pending={pending} onClick={() => setConfirming(true)}>
        <Trash2 aria-hidden />
      </Button>
      <ConfirmDialog open={confirming} onOpenChange={setConfirming} {...dialog} />
    </>
  );
}
