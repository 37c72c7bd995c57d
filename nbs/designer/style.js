export const style = `
.onecycle { container-type: inline-size; font-size: 14px; line-height: 1.35; color-scheme: light dark; margin: .25rem 0 1.5rem }
html:not(.quarto-dark) body:not(.quarto-dark) .onecycle { color-scheme: light }
.quarto-dark .onecycle, [data-bs-theme=dark] .onecycle { color-scheme: dark }
.onecycle *, .onecycle *::before { box-sizing: border-box }
.onecycle .bar { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin-bottom: .5rem }
.onecycle .bar .gap { flex: 1 }
.onecycle :where(button, select, input:not([type=range]):not([type=checkbox]), textarea) {
  font: inherit; color: CanvasText; background: Canvas; border: 1px solid #868e96; border-radius: 5px; padding: .15rem .5rem }
.onecycle button { cursor: pointer }
.onecycle button:hover { border-color: #1f77b4 }
.onecycle button:disabled { opacity: .5; cursor: default }
.onecycle :is(button, select, input, textarea, summary, pre):focus-visible { outline: 2px solid #3a8fd0; outline-offset: 1px }
.onecycle :is([aria-pressed=true], [aria-selected=true]) { background: #1a5fb4; border-color: #1a5fb4; color: #fff }
.onecycle .work { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: 1.25rem; align-items: start }
.onecycle svg { display: block; width: 100%; touch-action: pan-y; cursor: crosshair; font-size: 11.5px; overflow: visible }
.onecycle svg text { fill: currentColor }
.onecycle .reader { width: calc(100% - 48px); margin: 0 0 0 44px; accent-color: #1f77b4; display: block }
.onecycle .values { min-height: 2.7em; margin: .1rem 0 0; padding-left: 52px; font-variant-numeric: tabular-nums }
.onecycle .setting { display: grid; grid-template-columns: 8.7rem minmax(0, 1fr) 5.6rem; gap: 0 .6rem; align-items: center; min-height: 1.86rem }
.onecycle .setting label { font-family: var(--bs-font-monospace, monospace); font-size: .86rem; cursor: help }
.onecycle .setting select { grid-column: 2 / 4 }
.onecycle .setting input[type=range] { width: 100%; margin: 0; accent-color: #1f77b4 }
.onecycle .setting input[type=text] { width: 100%; text-align: right; font-variant-numeric: tabular-nums; padding: .05rem .4rem }
.onecycle .error { grid-column: 1 / -1; color: #b3261e; margin: .1rem 0 .3rem }
.quarto-dark .onecycle .error, [data-bs-theme=dark] .onecycle .error { color: #ff9d94 }
.onecycle .error:empty { display: none }
.onecycle [aria-invalid=true] { border-color: #b3261e; outline: 1px solid #b3261e }
.onecycle .more { border-top: 1px solid #868e9655; padding: .3rem 0 0; margin-top: .3rem }
.onecycle .more > summary { cursor: pointer }
.onecycle .line { display: flex; flex-wrap: wrap; gap: .3rem .5rem; align-items: center; margin: .25rem 0 }
.onecycle .line label { display: inline-flex; gap: .35rem; align-items: center }
.onecycle .line input[type=text] { width: 4.1rem; text-align: right; padding: .05rem .35rem }
.onecycle table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-variant-numeric: tabular-nums }
.onecycle table :is(th, td) { font-size: 13px; padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid #868e9640; vertical-align: top; font-weight: normal }
.onecycle thead th { opacity: .8 }
.onecycle :is(th, td):first-child { text-align: left; white-space: nowrap }
.onecycle :is(th, td):nth-child(2) { text-align: left; width: 50% }
.onecycle table button { padding: 0 .35rem }
.onecycle td:last-child { white-space: nowrap; padding-right: 0 }
.onecycle td code { background: none; color: inherit; padding: 0; overflow-wrap: anywhere; white-space: normal }
.onecycle .swatch { display: inline-block; width: 1.1rem; height: .28rem; border-radius: 2px; vertical-align: middle; margin-right: .4rem }
.onecycle [role=tabpanel] { margin-top: .4rem }
.onecycle pre { margin: .3rem 0 0; padding: .6rem .8rem; background: #868e9618; border-radius: 6px; overflow: auto; max-height: 26rem; font-size: 13px; white-space: pre }
.onecycle pre code { background: none; color: inherit; padding: 0 }
.onecycle .notes { margin: .3rem 0 }
.onecycle dialog { width: min(44rem, 92vw); border: 1px solid #868e96; border-radius: 8px; color: CanvasText; background: Canvas; padding: 1rem 1.25rem }
.onecycle dialog::backdrop { background: #0008 }
.onecycle dialog textarea { width: 100%; min-height: 9rem; font-family: monospace; margin: .5rem 0 }
.onecycle .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (max-width: 46rem) {
  .onecycle .work { grid-template-columns: minmax(0, 1fr) }
  .onecycle .curves { position: sticky; top: var(--below, 0px); z-index: 2; background: var(--bs-body-bg, Canvas); padding-bottom: .3rem }
  .onecycle .controls * { scroll-margin-top: calc(var(--figure, 20rem) + var(--below, 0px) + 5rem); scroll-margin-bottom: 2rem }
  .onecycle .setting { min-height: 2.3rem }
  .onecycle th:nth-child(2), .onecycle td:nth-child(2) { display: none }
}
@container (min-width: 46.01rem) and (max-width: 53rem) {
  .onecycle .work { grid-template-columns: minmax(0, 1fr) 20rem; gap: .8rem }
  .onecycle .setting { grid-template-columns: 8.6rem minmax(0, 1fr) 5.2rem }
}
@media (max-height: 30rem) and (min-width: 40rem) {
  .onecycle .curves { position: sticky; top: var(--below, 0px) }
}
`;
