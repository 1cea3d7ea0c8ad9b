export interface Throttled {
  (): void;
  cancel: () => void;
}

/**
 * Runs at once, then at most once per `ms` and never twice at a time: a call that comes while the
 * last one still works is done right after it, so the last call is never lost and never starved.
 */
export function throttle(run: () => unknown, ms: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let again = false;
  let lastRun = Number.NEGATIVE_INFINITY;

  const finish = () => {
    busy = false;
    if (again) throttled();
  };
  const fire = () => {
    timer = undefined;
    again = false;
    lastRun = Date.now();
    const result = run();
    if (!(result instanceof Promise)) return;
    busy = true;
    result.then(finish, finish);
  };
  const throttled = () => {
    again = true;
    if (busy || timer !== undefined) return;
    const wait = lastRun + ms - Date.now();
    if (wait <= 0) fire();
    else timer = setTimeout(fire, wait);
  };
  throttled.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    again = false;
  };
  return throttled;
}
