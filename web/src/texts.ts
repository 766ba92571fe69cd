// What the page itself says, before the playground stands or where it cannot: one catalogue, two languages.
// The playground's own texts live in assets/text. A sentence missing in one language fails the type check.

export type Language = 'en' | 'fr';

const english = {
  canvasLabel: 'Event playground. Press Escape, then Tab to leave it.',
  textView: 'Text view',
  drawsNothing: 'This browser gives no WebGL 2, so there is no picture. Everything can be done here in text.',
  textViewFailed: 'The text view could not be loaded. Check the connection and try again.',
  bootFailed: 'The playground could not be loaded: {reason}. Reload the page to try again.',
  crashed: 'The playground has stopped after an internal error. Reload the page: your work up to the last step is kept.',
  exampleUnknown: 'There is no example named “{id}”. Pick one from the list of examples.',
  exampleFailed: 'The example “{id}” could not be loaded. Check the connection and try again.',
  linkWrong: 'This link is not a scenario of Bucket Brigade: something in it has been changed or is missing.',
  linkCutOff: 'This link was cut off on its way. Ask for it again, or for the scenario as a file.',
  linkTooLarge: 'This link holds more than {limit} MB once unpacked, so it was not opened.',
  linkFuture: 'This link was made by a newer version of Bucket Brigade (link version {version}); this page reads version 1.',
  linkCodec: 'This link is packed in a way (“{codec}”) that this version of Bucket Brigade does not know.',
  linkNoInflate: 'This browser cannot unpack this link; a current browser can.',
  scenarioRefused: 'The scenario could not be opened: {reason}',
  fileUnreadable: '“{name}” could not be read.',
  filesTooMany: 'Only the first {limit} files were taken.',
  folderDropped: '“{name}” is a folder; drop files instead.',
  fileTooLarge: '“{name}” is larger than the 5 TB that one object may have.',
  copyFailed: 'The browser did not allow copying. Select the text and copy it by hand.',
  textsFailed: 'The French texts could not be loaded. Check the connection, then choose the language again.',
  assumptionsFailed: 'The list of assumptions could not be loaded. Check the connection and open it again.',
  noCompression: 'This browser cannot compress links, so this one is longer than it needs to be.',
} as const;

export type TextKey = keyof typeof english;

const french: Record<TextKey, string> = {
  canvasLabel: 'Bac à sable d’événements. Appuyez sur Échap, puis Tab pour en sortir.',
  textView: 'Vue texte',
  drawsNothing: 'Ce navigateur n’offre pas WebGL 2 : il n’y a donc pas d’image. Tout peut se faire ici, en texte.',
  textViewFailed: 'La vue texte n’a pas pu être chargée. Vérifiez la connexion et réessayez.',
  bootFailed: 'Le bac à sable n’a pas pu être chargé : {reason}. Rechargez la page pour réessayer.',
  crashed: 'Le bac à sable s’est arrêté après une erreur interne. Rechargez la page : votre travail est conservé jusqu’à la dernière étape.',
  exampleUnknown: 'Il n’y a pas d’exemple nommé « {id} ». Choisissez-en un dans la liste des exemples.',
  exampleFailed: 'L’exemple « {id} » n’a pas pu être chargé. Vérifiez la connexion et réessayez.',
  linkWrong: 'Ce lien n’est pas un scénario de Bucket Brigade : quelque chose y a été modifié ou y manque.',
  linkCutOff: 'Ce lien a été coupé en chemin. Redemandez-le, ou demandez le scénario sous forme de fichier.',
  linkTooLarge: 'Ce lien contient plus de {limit} Mo une fois décompressé ; il n’a pas été ouvert.',
  linkFuture: 'Ce lien vient d’une version plus récente de Bucket Brigade (version de lien {version}) ; cette page lit la version 1.',
  linkCodec: 'Ce lien est emballé d’une façon (« {codec} ») que cette version de Bucket Brigade ne connaît pas.',
  linkNoInflate: 'Ce navigateur ne sait pas décompresser ce lien ; un navigateur récent le peut.',
  scenarioRefused: 'Le scénario n’a pas pu être ouvert : {reason}',
  fileUnreadable: '« {name} » n’a pas pu être lu.',
  filesTooMany: 'Seuls les {limit} premiers fichiers ont été pris.',
  folderDropped: '« {name} » est un dossier ; déposez plutôt des fichiers.',
  fileTooLarge: '« {name} » dépasse les 5 To qu’un objet peut contenir.',
  copyFailed: 'Le navigateur n’a pas permis la copie. Sélectionnez le texte et copiez-le à la main.',
  textsFailed: 'Les textes français n’ont pas pu être chargés. Vérifiez la connexion, puis choisissez de nouveau la langue.',
  assumptionsFailed: 'La liste des hypothèses n’a pas pu être chargée. Vérifiez la connexion et rouvrez-la.',
  noCompression: 'Ce navigateur ne sait pas compresser les liens ; celui-ci est donc plus long que nécessaire.',
};

const catalogues: Record<Language, Record<TextKey, string>> = { en: english, fr: french };

let current: Language = 'en';

export function setTextLanguage(language: Language): void {
  current = language;
}

export function say(key: TextKey, values: Record<string, string | number> = {}): string {
  return catalogues[current][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
