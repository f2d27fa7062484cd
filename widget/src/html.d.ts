/** Templates are bundled as text. */
declare module '*.html' {
  const template: string;
  export default template;
}

declare module '*.template' {
  const template: string;
  export default template;
}
