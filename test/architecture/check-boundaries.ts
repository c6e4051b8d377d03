import { projectRoot } from '../support/project-root.ts';
import { cruiseBoundaries, describeBoundaryProblems } from './cruise-boundaries.ts';

const report = await cruiseBoundaries(projectRoot);
const problems = describeBoundaryProblems(report);
for (const problem of problems) console.error(problem);
console.log(`boundaries: ${report.filesSeen.length} files seen, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
