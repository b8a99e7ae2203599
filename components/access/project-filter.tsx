"use client";

import { Card } from "../page";
import { useChosenProject } from "./chosen-project";
import { ProjectChoice } from "./project-choice";

/** Above a list: the project it is of. `none`: what is said where that has nothing in the list. */
export function ProjectFilter({ none }: { none: string | false }) {
  const { projects, projectId, choose } = useChosenProject();
  if (projects.length < 2) return null;
  return (
    <>
      <div className="mb-3 flex">
        <ProjectChoice projects={projects} value={projectId} onChange={choose} />
      </div>
      {none && <Card className="p-6 text-center text-muted">{none}</Card>}
    </>
  );
}
