import { Compass } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundPage() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={Compass}
        title="There is nothing at this address"
        actions={
          <Button asChild>
            <Link href="/workflows">Go to your workflows</Link>
          </Button>
        }
      >
        The page may have been deleted, or the link is incomplete.
      </EmptyState>
    </main>
  );
}
