import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";
import { useEditor } from "../editor-context";

export function AddNodeButton() {
  const { state } = useEditor();
  const t = useTranslations("editor.addNode");
  return (
    <div className="absolute top-3 right-3 z-10">
      <Hint label={t("hint")} shortcut="N" side="left">
        <Button
          variant="secondary"
          className="shadow-sm max-sm:size-11 max-sm:rounded-full max-sm:px-0"
          onClick={() => state.setState({ palette: { for: "canvas" } })}
        >
          <Plus aria-hidden />
          <span className="max-sm:sr-only">{t("button")}</span>
        </Button>
      </Hint>
    </div>
  );
}
