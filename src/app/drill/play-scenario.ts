import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { DrillRow, DrillScenario } from './drill-scenario.ts';
import type { DrillStage } from './drill-stage.ts';
import { ALWAYS_WANTED } from './drill-wants.ts';
import { type DrillCircumstances, openDrillStage } from './open-drill-stage.ts';
import { tellEnd } from './tell-end.ts';

/** What was so must still be so after an audit of the stops. */
const STAYS_MS: DurationMs = 75 * SECOND_MS;

/** Plays a scenario in a world of its own. The same seed and market give the same row. */
export async function playScenario(scenario: DrillScenario, circumstances: DrillCircumstances): Promise<DrillRow> {
  const { name, done, wants } = scenario;
  const stage = await openDrillStage(scenario, circumstances);
  await scenario.play(stage);
  const doneAt = stage.world.clock.now();
  const isSettled = await stage.until(() => unmet(scenario, stage).length === 0, scenario.withinMs);
  const settledMs = isSettled ? stage.world.clock.now() - doneAt : null;
  if (isSettled) await stage.pass(STAYS_MS);
  const failures = [...unmet(scenario, stage), ...broken(scenario, stage)];
  stage.world.kill();
  return {
    name,
    done,
    expected: wants.map(({ says }) => says).join('; '),
    happened: tellEnd(stage),
    unprotectedMs: unprotectedMs(stage),
    settledMs,
    survived: failures.length === 0,
    failures,
  };
}

function unmet({ wants }: DrillScenario, stage: DrillStage): readonly string[] {
  return wants.filter((want) => !want.holds(stage)).map(({ says }) => says);
}

/** What must never be, whatever the scenario, and the faults that took no effect. */
function broken({ fires, unprotectedMsMax }: DrillScenario, stage: DrillStage): readonly string[] {
  const nakedMs = unprotectedMs(stage);
  return [
    ...ALWAYS_WANTED.filter((want) => !want.holds(stage)).map(({ says }) => says),
    ...fires.filter((name) => stage.fired(name) === 0).map((name) => `${name} takes effect`),
    ...(nakedMs > unprotectedMsMax
      ? [`unprotected for at most ${unprotectedMsMax / SECOND_MS} s, not ${nakedMs / SECOND_MS} s`]
      : []),
    ...stage.world.bugs.map(({ message }) => `no bug of its own: ${message}`),
  ];
}

function unprotectedMs(stage: DrillStage): DurationMs {
  stage.watch.refresh();
  return stage.watch.unprotectedMs(stage.world.clock.now());
}
