import { setTimeout as pause } from "node:timers/promises";

/**
 * Repeats `attempt` until it throws nothing, and gives what it gave. When time is up it throws what the last attempt
 * threw, so that a failure says what was found instead of what was waited for.
 */
export async function eventually(attempt, { withinMs = 20_000 } = {}) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await pause(25);
  }
}
