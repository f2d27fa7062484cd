/** The marks of cards and wallets, as the module that the widgets load when they show the first one. */
export { drawMarks } from '../marks/draw-marks.ts';
