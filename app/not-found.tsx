import { Compass } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { requestTranslator, titled } from "./translator";

export const generateMetadata = titled("notFound");

export default async function NotFoundPage() {
  const t = await requestTranslator();
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={Compass}
        heading="h1"
        title={t("pages.notFound.title")}
        actions={
          <Button asChild>
            <Link href="/workflows">{t("pages.notFound.toWorkflows")}</Link>
          </Button>
        }
      >
        {t("pages.notFound.text")}
      </EmptyState>
    </main>
  );
}
