// Asks for the board again every ten seconds; says so when it cannot, so that nobody reads old figures as new ones.
const every = 10_000, old = 35_000;
const board = document.getElementById("board"), stale = document.getElementById("stale"), news = document.getElementById("news");
const count = () => Number(document.getElementById("asked").dataset.count);
let last = performance.now(), known = count();

async function again() {
  try {
    const answer = await fetch("/emergencies/board", { headers: { accept: "text/html" }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const html = await answer.text();
    if (!board.contains(document.activeElement)) board.innerHTML = html; // not under somebody's finger
    last = performance.now();
    if (count() > known) news.textContent = news.dataset.words;
    else news.textContent = "";
    known = count();
  } catch {
    // the next turn tries again; below it is said for how long nothing came
  }
}

setInterval(again, every);
setInterval(() => { stale.hidden = performance.now() - last < old; }, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
