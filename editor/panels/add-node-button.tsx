import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";
import { useEditor } from "../editor-context";

export function AddNodeButton() {
  const { state } = useEditor();
  return (
    <div className="absolute top-3 right-3 z-10">
      <Hint label="Add a node" shortcut="N" side="left">
        <Button
          variant="secondary"
          className="shadow-sm max-sm:size-11 max-sm:rounded-full max-sm:px-0"
          onClick={() => state.setState({ palette: { for: "canvas" } })}
        >
          <Plus aria-hidden />
          <span className="max-sm:sr-only">Add node</span>
        </Button>
      </Hint>
    </div>
  );
}
