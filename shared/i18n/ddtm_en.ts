<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="fr">
 <context>
  <name>ddtm</name>
  <message>
   <source> (vide : nouvelle mission)</source>
   <translation> (empty: new mission)</translation>
  </message>
  <message>
   <source> : point sur la carte</source>
   <translation>: point on the map</translation>
  </message>
  <message>
   <source> Cochez celles que vous retenez.</source>
   <translation> Tick those that you retain.</translation>
  </message>
  <message>
   <source> Décochez celles que vous ne retenez pas.</source>
   <translation> Untick those that you do not retain.</translation>
  </message>
  <message>
   <source> Déverrouillée jusqu'à la fermeture de QGIS.</source>
   <translation> Unlocked until QGIS is closed.</translation>
  </message>
  <message>
   <source> Les {} premières sont listées.</source>
   <translation> The first {} are listed.</translation>
  </message>
  <message>
   <source> à {} m près</source>
   <translation> within {} m</translation>
  </message>
  <message>
   <source>&amp;Actualiser</source>
   <translation>&amp;Refresh</translation>
  </message>
  <message>
   <source>&amp;Aide (F1)</source>
   <translation>&amp;Help (F1)</translation>
  </message>
  <message>
   <source>&amp;Annuler</source>
   <translation>&amp;Undo</translation>
  </message>
  <message>
   <source>&amp;Arrêter de cliquer</source>
   <translation>&amp;Stop clicking</translation>
  </message>
  <message>
   <source>&amp;Axe</source>
   <translation>Ro&amp;ad</translation>
  </message>
  <message>
   <source>&amp;Calculer</source>
   <translation>&amp;Calculate</translation>
  </message>
  <message>
   <source>&amp;Calculer l'itinéraire</source>
   <translation>&amp;Calculate the route</translation>
  </message>
  <message>
   <source>&amp;Calculer les lieux isolés</source>
   <translation>&amp;Calculate the cut-off places</translation>
  </message>
  <message>
   <source>&amp;Chercher</source>
   <translation>&amp;Search</translation>
  </message>
  <message>
   <source>&amp;Chercher
un lieu</source>
   <translation>&amp;Find
a place</translation>
  </message>
  <message>
   <source>&amp;Cliquer sur la carte</source>
   <translation>&amp;Click on the map</translation>
  </message>
  <message>
   <source>&amp;Clore et sceller…</source>
   <translation>&amp;Close and seal…</translation>
  </message>
  <message>
   <source>&amp;Créer</source>
   <translation>&amp;Create</translation>
  </message>
  <message>
   <source>&amp;De la sortie</source>
   <translation>&amp;From exit</translation>
  </message>
  <message>
   <source>&amp;Dessiner la zone</source>
   <translation>&amp;Draw the zone</translation>
  </message>
  <message>
   <source>&amp;Document entier</source>
   <translation>Whole &amp;document</translation>
  </message>
  <message>
   <source>&amp;Dresser un procès-verbal ici</source>
   <translation>&amp;Draw up a report here</translation>
  </message>
  <message>
   <source>&amp;Enregistrer</source>
   <translation>&amp;Save</translation>
  </message>
  <message>
   <source>&amp;Exercice guidé (30 minutes)</source>
   <translation>Guided &amp;exercise (30 minutes)</translation>
  </message>
  <message>
   <source>&amp;Fabriquer le paquet d'exercice</source>
   <translation>&amp;Make the exercise pack</translation>
  </message>
  <message>
   <source>&amp;Fermer</source>
   <translation>&amp;Close</translation>
  </message>
  <message>
   <source>&amp;Filtres</source>
   <translation>&amp;Filters</translation>
  </message>
  <message>
   <source>&amp;Filtres ({})</source>
   <translation>&amp;Filters ({})</translation>
  </message>
  <message>
   <source>&amp;Garder ce qui est affiché</source>
   <translation>&amp;Keep what is shown</translation>
  </message>
  <message>
   <source>&amp;Historique…</source>
   <translation>&amp;History…</translation>
  </message>
  <message>
   <source>&amp;Insérer la phrase</source>
   <translation>&amp;Insert the sentence</translation>
  </message>
  <message>
   <source>&amp;Itinéraire</source>
   <translation>&amp;Route</translation>
  </message>
  <message>
   <source>&amp;Joindre au dossier</source>
   <translation>&amp;Attach to the file</translation>
  </message>
  <message>
   <source>&amp;Ma position (GPS)</source>
   <translation>&amp;My position (GPS)</translation>
  </message>
  <message>
   <source>&amp;Marge autour de la zone</source>
   <translation>&amp;Margin around the zone</translation>
  </message>
  <message>
   <source>&amp;Modifier</source>
   <translation>&amp;Edit</translation>
  </message>
  <message>
   <source>&amp;Nouveau procès-verbal</source>
   <translation>&amp;New report</translation>
  </message>
  <message>
   <source>&amp;Ouvrir</source>
   <translation>&amp;Open</translation>
  </message>
  <message>
   <source>&amp;Ouvrir le document</source>
   <translation>&amp;Open the document</translation>
  </message>
  <message>
   <source>&amp;Ouvrir une affaire</source>
   <translation>&amp;Open an affair</translation>
  </message>
  <message>
   <source>&amp;PDF…</source>
   <translation>&amp;PDF…</translation>
  </message>
  <message>
   <source>&amp;Population
à évacuer</source>
   <translation>&amp;People
to evacuate</translation>
  </message>
  <message>
   <source>&amp;Prendre cette version</source>
   <translation>&amp;Take this version</translation>
  </message>
  <message>
   <source>&amp;Proposer</source>
   <translation>&amp;Propose</translation>
  </message>
  <message>
   <source>&amp;Précédent</source>
   <translation>&amp;Previous</translation>
  </message>
  <message>
   <source>&amp;QGIS
complet</source>
   <translation>Full
&amp;QGIS</translation>
  </message>
  <message>
   <source>&amp;QGIS complet</source>
   <translation>Full &amp;QGIS</translation>
  </message>
  <message>
   <source>&amp;Rectifier…</source>
   <translation>&amp;Rectify…</translation>
  </message>
  <message>
   <source>&amp;Règlement de la zone</source>
   <translation>&amp;Regulation of the zone</translation>
  </message>
  <message>
   <source>&amp;Réparer : choisir la clé ou le dossier</source>
   <translation>&amp;Repair: choose the key or folder</translation>
  </message>
  <message>
   <source>&amp;Rétablir</source>
   <translation>&amp;Redo</translation>
  </message>
  <message>
   <source>&amp;Sans suite…</source>
   <translation>&amp;Nothing done…</translation>
  </message>
  <message>
   <source>&amp;Signer…</source>
   <translation>&amp;Sign…</translation>
  </message>
  <message>
   <source>&amp;Situer /
dessiner</source>
   <translation>&amp;Locate /
draw</translation>
  </message>
  <message>
   <source>&amp;Suites…</source>
   <translation>&amp;Follow-up…</translation>
  </message>
  <message>
   <source>&amp;Suivant</source>
   <translation>&amp;Next</translation>
  </message>
  <message>
   <source>&amp;Thème
et couches</source>
   <translation>&amp;Theme
and layers</translation>
  </message>
  <message>
   <source>&amp;Tout montrer</source>
   <translation>&amp;Show all</translation>
  </message>
  <message>
   <source>&amp;Transmettre…</source>
   <translation>&amp;Send…</translation>
  </message>
  <message>
   <source>&amp;Verrouiller</source>
   <translation>&amp;Lock</translation>
  </message>
  <message>
   <source>&amp;Vérifier</source>
   <translation>&amp;Check</translation>
  </message>
  <message>
   <source>&amp;Vérifier ce poste</source>
   <translation>&amp;Check this workstation</translation>
  </message>
  <message>
   <source>(inchangé)</source>
   <translation>(unchanged)</translation>
  </message>
  <message>
   <source>, plafond atteint</source>
   <translation>, ceiling reached</translation>
  </message>
  <message>
   <source>1. Détecter dans une image…</source>
   <translation>1. Detect in a picture…</translation>
  </message>
  <message>
   <source>2. Écarter les fausses alertes…</source>
   <translation>2. Put false alarms aside…</translation>
  </message>
  <message>
   <source>3 bis. Relire un ancien millésime…</source>
   <translation>3 bis. Look again at an old vintage…</translation>
  </message>
  <message>
   <source>3 ter. Montrer les permis (Sitadel)…</source>
   <translation>3 ter. Show the permits (Sitadel)…</translation>
  </message>
  <message>
   <source>3. Croiser les millésimes…</source>
   <translation>3. Cross the vintages…</translation>
  </message>
  <message>
   <source>4. Revue des détections</source>
   <translation>4. Review of the detections</translation>
  </message>
  <message>
   <source>5. Fiches et liste…</source>
   <translation>5. Sheets and list…</translation>
  </message>
  <message>
   <source>6. Ouvrir un signalement…</source>
   <translation>6. Open a report…</translation>
  </message>
  <message>
   <source>7. Préparer une tournée…</source>
   <translation>7. Prepare a round…</translation>
  </message>
  <message>
   <source>80 ans +</source>
   <translation>80 and over</translation>
  </message>
  <message>
   <source>&lt;b&gt;{etat}&lt;/b&gt;, priorité {note} : {motif}.</source>
   <translation>&lt;b&gt;{etat}&lt;/b&gt;, priority {note}: {motif}.</translation>
  </message>
  <message>
   <source>&lt;b&gt;À vérifier sur l'image : {annees}.&lt;/b&gt;</source>
   <translation>&lt;b&gt;To check on the picture: {annees}.&lt;/b&gt;</translation>
  </message>
  <message>
   <source>A Absent</source>
   <translation>A Absent</translation>
  </message>
  <message>
   <source>A&amp;ccueil</source>
   <translation>&amp;Home</translation>
  </message>
  <message>
   <source>A&amp;jouter</source>
   <translation>A&amp;dd</translation>
  </message>
  <message>
   <source>A&amp;xe coupé
et itinéraire</source>
   <translation>Road &amp;cut
and route</translation>
  </message>
  <message>
   <source>Absence vérifiée ; croisez de nouveau les millésimes pour la prescription.</source>
   <translation>Absence checked; cross the vintages again for the prescription.</translation>
  </message>
  <message>
   <source>Absent du paquet : {liste}.</source>
   <translation>Missing from the pack: {liste}.</translation>
  </message>
  <message>
   <source>Accepter le poste de cette carte (poste.json)</source>
   <translation>Accept the workstation of this card (poste.json)</translation>
  </message>
  <message>
   <source>Accepter toutes</source>
   <translation>Accept all</translation>
  </message>
  <message>
   <source>Accueil</source>
   <translation>Home</translation>
  </message>
  <message>
   <source>Accès</source>
   <translation>Access</translation>
  </message>
  <message>
   <source>Act&amp;ualiser</source>
   <translation>Re&amp;fresh</translation>
  </message>
  <message>
   <source>Actes connus, un par ligne</source>
   <translation>Acts known, one per line</translation>
  </message>
  <message>
   <source>Actualiser les données en direct</source>
   <translation>Update live data</translation>
  </message>
  <message>
   <source>Actualiser les données en direct…</source>
   <translation>Update live data…</translation>
  </message>
  <message>
   <source>Administrateurs et révocations</source>
   <translation>Administrators and revocations</translation>
  </message>
  <message>
   <source>Adresses retrouvées</source>
   <translation>Addresses found</translation>
  </message>
  <message>
   <source>Adresses, une par ligne</source>
   <translation>Addresses, one per line</translation>
  </message>
  <message>
   <source>Affaire</source>
   <translation>Case</translation>
  </message>
  <message>
   <source>Affaire (numéro)</source>
   <translation>Case (number)</translation>
  </message>
  <message>
   <source>Affaire {}</source>
   <translation>Case {}</translation>
  </message>
  <message>
   <source>Affaire {} choisie.</source>
   <translation>Affair {} chosen.</translation>
  </message>
  <message>
   <source>Affaire, la plus proche d'abord :</source>
   <translation>Case, the nearest first:</translation>
  </message>
  <message>
   <source>Affaires</source>
   <translation>Cases</translation>
  </message>
  <message>
   <source>Affaires par état, commune, nature, infraction, mois et issue ; PDF ou classeur.</source>
   <translation>Cases by state, commune, nature, offence, month and outcome; PDF or workbook.</translation>
  </message>
  <message>
   <source>Afficher les couches des missions</source>
   <translation>Show the layers of the missions</translation>
  </message>
  <message>
   <source>Agents</source>
   <translation>Officers</translation>
  </message>
  <message>
   <source>Aide</source>
   <translation>Help</translation>
  </message>
  <message>
   <source>Aide (F1)</source>
   <translation>Help (F1)</translation>
  </message>
  <message>
   <source>Ajoute à un procès-verbal signé l'horodatage d'un service (RFC 3161) ; réseau nécessaire.</source>
   <translation>Adds a service's timestamp (RFC 3161) to a signed report; network needed.</translation>
  </message>
  <message>
   <source>Ajouter</source>
   <translation>Add</translation>
  </message>
  <message>
   <source>Ajouter aux pièces de l'affaire</source>
   <translation>Add to the exhibits of the affair</translation>
  </message>
  <message>
   <source>Ajouter à la carte</source>
   <translation>Add to the map</translation>
  </message>
  <message>
   <source>Aligner avant et après</source>
   <translation>Align before and after</translation>
  </message>
  <message>
   <source>Aligner avant et après…</source>
   <translation>Align before and after…</translation>
  </message>
  <message>
   <source>Aligner malgré un refus (simple coup d'œil)</source>
   <translation>Align despite a refusal (a mere glance)</translation>
  </message>
  <message>
   <source>Altitude de la base (m)</source>
   <translation>Altitude of the base (m)</translation>
  </message>
  <message>
   <source>Altitude donnée</source>
   <translation>Given altitude</translation>
  </message>
  <message>
   <source>Altitude du décollage (m ; vide : lue sur le terrain)</source>
   <translation>Altitude of take-off (m; empty: read on the terrain)</translation>
  </message>
  <message>
   <source>Altitude du décollage (m ; vide : sol sous la première photo)</source>
   <translation>Altitude of take-off (m; empty: ground under the first photograph)</translation>
  </message>
  <message>
   <source>Altitude du décollage (m)</source>
   <translation>Altitude of the take-off (m)</translation>
  </message>
  <message>
   <source>Annuler</source>
   <translation>Cancel</translation>
  </message>
  <message>
   <source>Annuler : {quoi} (Ctrl+Z)</source>
   <translation>Undo: {quoi} (Ctrl+Z)</translation>
  </message>
  <message>
   <source>Annuler Ctrl+Z</source>
   <translation>Undo Ctrl+Z</translation>
  </message>
  <message>
   <source>Annuler le dernier geste</source>
   <translation>Undo the last gesture</translation>
  </message>
  <message>
   <source>Annuler le dernier tri au lieu d'en faire un</source>
   <translation>Cancel the last sorting instead of making one</translation>
  </message>
  <message>
   <source>Année (vide : l'année en cours)</source>
   <translation>Year (empty: the current year)</translation>
  </message>
  <message>
   <source>Année des données</source>
   <translation>Year of the data</translation>
  </message>
  <message>
   <source>Apports</source>
   <translation>Contributions</translation>
  </message>
  <message>
   <source>Après</source>
   <translation>After</translation>
  </message>
  <message>
   <source>Arrivée</source>
   <translation>Destination</translation>
  </message>
  <message>
   <source>Arrivée (point sur la carte)</source>
   <translation>Destination (point on the map)</translation>
  </message>
  <message>
   <source>Arrivée : clic ou nom</source>
   <translation>Destination: click or name</translation>
  </message>
  <message>
   <source>Arrêter l'exercice</source>
   <translation>Stop the exercise</translation>
  </message>
  <message>
   <source>Arrêter la zone ici</source>
   <translation>Stop the zone here</translation>
  </message>
  <message>
   <source>Arrêté interruptif</source>
   <translation>Order to stop the works</translation>
  </message>
  <message>
   <source>Arrêté interruptif, mise en demeure, décisions, astreintes à liquider, peines encourues, et ce qui fragilise les actes.</source>
   <translation>Order to stop the works, formal notice, judgments, daily penalties due, penalties incurred, and what weakens the acts.</translation>
  </message>
  <message>
   <source>Arrêté, mise en demeure, décisions, clôture</source>
   <translation>Order, formal notice, judgments, closing</translation>
  </message>
  <message>
   <source>Arrêtés interruptifs de travaux</source>
   <translation>Orders to stop the works</translation>
  </message>
  <message>
   <source>Assemble les photos verticales d'un vol en une image du sol, en dit la précision, refuse quand elle tromperait.</source>
   <translation>Assembles the vertical photographs of a flight into one picture of the ground, states its accuracy, refuses when it would mislead.</translation>
  </message>
  <message>
   <source>Assembler malgré un refus (simple coup d'œil)</source>
   <translation>Assemble despite a refusal (a mere glance)</translation>
  </message>
  <message>
   <source>Astreinte</source>
   <translation>Duty officer</translation>
  </message>
  <message>
   <source>Attendez la première image de la vidéo.</source>
   <translation>Wait for the first picture of the video.</translation>
  </message>
  <message>
   <source>Au point ou sur la parcelle : cadastre, zone du PLU et page de son règlement, prescriptions, PPR, et ce qui peut y être fait.</source>
   <translation>At the point or on the parcel: cadastre, plan zone and page of its regulation, prescriptions, risk plan, and what may be done there.</translation>
  </message>
  <message>
   <source>Aucun GPS n'est connecté : ouvrez le panneau GPS de QGIS et connectez-le, ou cliquez sur la carte.</source>
   <translation>No GPS is connected: open QGIS's GPS panel and connect it, or click on the map.</translation>
  </message>
  <message>
   <source>Aucun conflit à régler</source>
   <translation>No conflict to settle</translation>
  </message>
  <message>
   <source>Aucun dessin ici : cliquez plus près, ou zoomez.</source>
   <translation>No drawing here: click nearer, or zoom in.</translation>
  </message>
  <message>
   <source>Aucun fichier à importer.</source>
   <translation>No file to import.</translation>
  </message>
  <message>
   <source>Aucun itinéraire trouvé.</source>
   <translation>No route found.</translation>
  </message>
  <message>
   <source>Aucun lieu isolé.</source>
   <translation>No place cut off.</translation>
  </message>
  <message>
   <source>Aucun lieu trouvé : vérifiez l'orthographe.</source>
   <translation>No place found: check the spelling.</translation>
  </message>
  <message>
   <source>Aucun service n'a encore été interrogé sur ce poste.</source>
   <translation>No service has been asked yet on this workstation.</translation>
  </message>
  <message>
   <source>Aucune affaire de la liste n'a de position.</source>
   <translation>No affair of the list has a position.</translation>
  </message>
  <message>
   <source>Aucune affaire de la liste à cet endroit.</source>
   <translation>No affair of the list at this place.</translation>
  </message>
  <message>
   <source>Aucune affaire n'est placée sur la carte : placez-la d'abord dans DDTM Lucca.</source>
   <translation>No case is placed on the map: place it first in DDTM Lucca.</translation>
  </message>
  <message>
   <source>Aucune image n'est donnée : choisissez une image ou un dossier de dalles.</source>
   <translation>No picture is given: choose a picture or a folder of tiles.</translation>
  </message>
  <message>
   <source>Aucune infraction retenue dont la table connaisse la peine.</source>
   <translation>No offence kept whose penalty the table knows.</translation>
  </message>
  <message>
   <source>Aucune photo importée ne voit ce point.</source>
   <translation>No imported photograph sees this point.</translation>
  </message>
  <message>
   <source>Aucune photo n'attend de floutage : aucune mission ne l'exige, ou tout est fait.</source>
   <translation>No photograph waits to be blurred: no mission requires it, or all is done.</translation>
  </message>
  <message>
   <source>Aucune règle connue à cet endroit dans le paquet de données.</source>
   <translation>No rule known at this place in the data pack.</translation>
  </message>
  <message>
   <source>Aucune situation en cours.</source>
   <translation>No situation in progress.</translation>
  </message>
  <message>
   <source>Aucune zone ici : cliquez ailleurs, ou dessinez la zone.</source>
   <translation>No zone here: click elsewhere, or draw the zone.</translation>
  </message>
  <message>
   <source>Audiences, remises en état, mises en demeure, arrêtés à notifier et prescriptions à venir ou en retard.</source>
   <translation>Hearings, restorations, formal notices, orders to serve and time limits coming or overdue.</translation>
  </message>
  <message>
   <source>Auteur</source>
   <translation>Author</translation>
  </message>
  <message>
   <source>Auteur (vide : celui noté dans chaque objet)</source>
   <translation>Author (empty: the one noted in each feature)</translation>
  </message>
  <message>
   <source>Auteur du choix</source>
   <translation>Author of the choice</translation>
  </message>
  <message>
   <source>Automatique</source>
   <translation>Automatic</translation>
  </message>
  <message>
   <source>Autre format</source>
   <translation>Other format</translation>
  </message>
  <message>
   <source>Autre version {n}</source>
   <translation>Other version {n}</translation>
  </message>
  <message>
   <source>Autres zones à enjeux (rien de choisi : toute l'image)</source>
   <translation>Other areas at stake (none chosen: the whole picture)</translation>
  </message>
  <message>
   <source>Autres équipes (Béziers=715000,6250000 ; 770000,6280000)</source>
   <translation>Other teams (Béziers=715000,6250000 ; 770000,6280000)</translation>
  </message>
  <message>
   <source>Avancement (G)</source>
   <translation>Progress (G)</translation>
  </message>
  <message>
   <source>Avancement de la revue par carré</source>
   <translation>Progress of the review by square</translation>
  </message>
  <message>
   <source>Avant</source>
   <translation>Before</translation>
  </message>
  <message>
   <source>Avec les objets prescrits</source>
   <translation>With the time-barred objects</translation>
  </message>
  <message>
   <source>Avec les tableaux des derniers calculs</source>
   <translation>With the tables of the last calculations</translation>
  </message>
  <message>
   <source>Avec les vidéos</source>
   <translation>With the videos</translation>
  </message>
  <message>
   <source>Axe</source>
   <translation>Road</translation>
  </message>
  <message>
   <source>Axe (A9, D132…)</source>
   <translation>Road (A9, D132…)</translation>
  </message>
  <message>
   <source>Axe coupé (A9)</source>
   <translation>Road cut (A9)</translation>
  </message>
  <message>
   <source>Axe coupé et déviation</source>
   <translation>Road cut and detour</translation>
  </message>
  <message>
   <source>Axe coupé et itinéraire</source>
   <translation>Road cut and route</translation>
  </message>
  <message>
   <source>Baromètres</source>
   <translation>Barometers</translation>
  </message>
  <message>
   <source>Baromètres du service</source>
   <translation>Barometers of the service</translation>
  </message>
  <message>
   <source>Baromètres…</source>
   <translation>Barometers…</translation>
  </message>
  <message>
   <source>Barrage,
filtrage</source>
   <translation>Roadblock,
checkpoint</translation>
  </message>
  <message>
   <source>Base</source>
   <translation>Base</translation>
  </message>
  <message>
   <source>Bateau</source>
   <translation>Boat</translation>
  </message>
  <message>
   <source>Bison Futé : évènements routiers</source>
   <translation>Bison Futé: road events</translation>
  </message>
  <message>
   <source>Bordereau</source>
   <translation>Record</translation>
  </message>
  <message>
   <source>Brûlé (sombre et sans couleur : charbon, suie)</source>
   <translation>Burnt (dark and colourless: char, soot)</translation>
  </message>
  <message>
   <source>Bureau de crise</source>
   <translation>Crisis desktop</translation>
  </message>
  <message>
   <source>Bâtiments BD TOPO</source>
   <translation>BD TOPO buildings</translation>
  </message>
  <message>
   <source>C'est fait. </source>
   <translation>Done. </translation>
  </message>
  <message>
   <source>CSV officiel</source>
   <translation>Official CSV</translation>
  </message>
  <message>
   <source>Cadre juridique des missions</source>
   <translation>Legal basis of the missions</translation>
  </message>
  <message>
   <source>Cadres</source>
   <translation>Boxes</translation>
  </message>
  <message>
   <source>Calcul en cours…</source>
   <translation>Calculating…</translation>
  </message>
  <message>
   <source>Calcule un indice de couleur sur une mosaïque, son histogramme, et l'ébauche d'un contour (végétation, brûlé, eau).</source>
   <translation>Computes a colour index on a mosaic, its histogram, and a draft outline (vegetation, burnt, water).</translation>
  </message>
  <message>
   <source>Calculer</source>
   <translation>Calculate</translation>
  </message>
  <message>
   <source>Calculer les emprises au sol</source>
   <translation>Compute the footprints on the ground</translation>
  </message>
  <message>
   <source>Calcul…</source>
   <translation>Computing…</translation>
  </message>
  <message>
   <source>Cale une mosaïque d'après sur celle d'avant par leurs points communs, pour ne voir que ce qui a changé.</source>
   <translation>Fits a mosaic of after on that of before by their common points, so as to see only what has changed.</translation>
  </message>
  <message>
   <source>Canaux imposés, par exemple 1,2,3</source>
   <translation>Channels forced, for example 1,2,3</translation>
  </message>
  <message>
   <source>Caravane</source>
   <translation>Caravan</translation>
  </message>
  <message>
   <source>Carroyage Lambert-93</source>
   <translation>Lambert-93 grid</translation>
  </message>
  <message>
   <source>Carte
P&amp;DF</source>
   <translation>P&amp;DF
map</translation>
  </message>
  <message>
   <source>Carte PDF</source>
   <translation>PDF map</translation>
  </message>
  <message>
   <source>Carte PDF avec ces chiffres</source>
   <translation>PDF map with these figures</translation>
  </message>
  <message>
   <source>Carte PDF avec cet itinéraire</source>
   <translation>PDF map with this route</translation>
  </message>
  <message>
   <source>Carte de poste (*.json)</source>
   <translation>Workstation card (*.json)</translation>
  </message>
  <message>
   <source>Carte du contrôle</source>
   <translation>Map of the control</translation>
  </message>
  <message>
   <source>Carte enregistrée.</source>
   <translation>Map saved.</translation>
  </message>
  <message>
   <source>Carte ou dossier</source>
   <translation>Card or folder</translation>
  </message>
  <message>
   <source>Carte produite : {nom}</source>
   <translation>Map made: {nom}</translation>
  </message>
  <message>
   <source>Carte {numero}</source>
   <translation>Map {numero}</translation>
  </message>
  <message>
   <source>Cartes et documents</source>
   <translation>Maps and documents</translation>
  </message>
  <message>
   <source>Caus&amp;e</source>
   <translation>Caus&amp;e</translation>
  </message>
  <message>
   <source>Cause</source>
   <translation>Cause</translation>
  </message>
  <message>
   <source>Cause de ces coupures</source>
   <translation>Cause of these cuts</translation>
  </message>
  <message>
   <source>Ce poste et les autres</source>
   <translation>This workstation and the others</translation>
  </message>
  <message>
   <source>Ce poste et les autres…</source>
   <translation>This workstation and the others…</translation>
  </message>
  <message>
   <source>Ce procès-verbal est clos : il ne se modifie plus. Dressez un procès-verbal rectificatif s'il faut le corriger.</source>
   <translation>This report is closed: it can no longer be changed. Draw up a rectifying report if it must be corrected.</translation>
  </message>
  <message>
   <source>Ce que les couches partagées disent d'un point : commune, parcelle, zone du PLU, zone et règlement du PPR, aléas.</source>
   <translation>What the shared layers say of a point: commune, parcel, plan zone, risk zone and rule, hazards.</translation>
  </message>
  <message>
   <source>Ce que montrent les images</source>
   <translation>What the pictures show</translation>
  </message>
  <message>
   <source>Ce qui a été écrit</source>
   <translation>What was written</translation>
  </message>
  <message>
   <source>Ce qui annulerait le procès-verbal, la gravité, le texte et comment le corriger.</source>
   <translation>What would annul the report, how serious, the text and how to mend it.</translation>
  </message>
  <message>
   <source>Ce qui est à l'écran, en A3, aussitôt</source>
   <translation>What is on screen, in A3, at once</translation>
  </message>
  <message>
   <source>Ce qui peut être fait ici</source>
   <translation>What may be done here</translation>
  </message>
  <message>
   <source>Ce texte ne contient ni nom ni donnée : il peut être envoyé tel quel à qui vous aide.</source>
   <translation>This text holds neither names nor data: it can be sent as it is to whoever helps you.</translation>
  </message>
  <message>
   <source>Celles qui voient le lieu, vérifiées par leur empreinte</source>
   <translation>Those that see the place, checked by their hash</translation>
  </message>
  <message>
   <source>Certificat</source>
   <translation>Certificate</translation>
  </message>
  <message>
   <source>Certificat de signature</source>
   <translation>Signing certificate</translation>
  </message>
  <message>
   <source>Cet appareil</source>
   <translation>This device</translation>
  </message>
  <message>
   <source>Cette photo ne peut pas être affichée.</source>
   <translation>This photograph cannot be shown.</translation>
  </message>
  <message>
   <source>Cette vidéo n'a pas de sous-titres de positions (SRT) : elle ne peut pas être suivie sur la carte.</source>
   <translation>This video has no position subtitles (SRT): it cannot be followed on the map.</translation>
  </message>
  <message>
   <source>Cette vue ne montre pas de millésime daté : choisissez une image dont le nom porte une année.</source>
   <translation>This view shows no dated vintage: choose a picture whose name holds a year.</translation>
  </message>
  <message>
   <source>Cette zone commence ici : avancez avant de l'arrêter, ou retirez-la.</source>
   <translation>This zone begins here: move forward before you stop it, or remove it.</translation>
  </message>
  <message>
   <source>Champ</source>
   <translation>Field</translation>
  </message>
  <message>
   <source>Champ qui donne la classe de chaque objet</source>
   <translation>Field that gives each feature's class</translation>
  </message>
  <message>
   <source>Changer de thème, cocher ce qui se voit</source>
   <translation>Change theme, tick what is shown</translation>
  </message>
  <message>
   <source>Changer le mot de passe</source>
   <translation>Change the password</translation>
  </message>
  <message>
   <source>Chaque changement, scellé et consultation d'une affaire : heure, auteur, valeur d'avant, valeur d'après.</source>
   <translation>Each change, seal and reading of an affair: hour, author, value before, value after.</translation>
  </message>
  <message>
   <source>Cherche les maisons et jardins que la mission ne concerne pas ; rien n'est flouté sans vous</source>
   <translation>Looks for the houses and gardens that the mission is not about; nothing is blurred without you</translation>
  </message>
  <message>
   <source>Chercher : nom, commune, numéro, mot</source>
   <translation>Search: name, commune, number, word</translation>
  </message>
  <message>
   <source>Chercher aussi les établissements coupés de la route</source>
   <translation>Look for establishments cut off from the road too</translation>
  </message>
  <message>
   <source>Chercher un lieu</source>
   <translation>Find a place</translation>
  </message>
  <message>
   <source>Chercher une affaire</source>
   <translation>Find a case</translation>
  </message>
  <message>
   <source>Chercher une infraction</source>
   <translation>Find an offence</translation>
  </message>
  <message>
   <source>Chercher une infraction (NATINF)</source>
   <translation>Find an offence (NATINF)</translation>
  </message>
  <message>
   <source>Chiffrer ou déchiffrer un dossier de tablette</source>
   <translation>Encrypt or decrypt a tablet folder</translation>
  </message>
  <message>
   <source>Chiffrer pour le transport (.zip.age)</source>
   <translation>Encrypt for transport (.zip.age)</translation>
  </message>
  <message>
   <source>Choisir un millésime</source>
   <translation>Choose a vintage</translation>
  </message>
  <message>
   <source>Choisir une zone</source>
   <translation>Choose a zone</translation>
  </message>
  <message>
   <source>Choisissez d'abord une image dans la liste des couches : c'est elle que le rideau découvre.</source>
   <translation>First choose a picture in the list of layers: it is the one that the swipe uncovers.</translation>
  </message>
  <message>
   <source>Choisissez la nature des données et au moins un fichier, ou une recette.</source>
   <translation>Choose the kind of data and at least one file, or a recipe.</translation>
  </message>
  <message>
   <source>Choisissez soit le dossier de la tablette, soit un fichier (chiffré, ou QFieldCloud).</source>
   <translation>Choose either the tablet's folder, or a file (encrypted, or QFieldCloud).</translation>
  </message>
  <message>
   <source>Choisissez soit un dossier à chiffrer, soit un fichier à déchiffrer.</source>
   <translation>Choose either a folder to encrypt, or a file to decrypt.</translation>
  </message>
  <message>
   <source>Choisissez un dossier de photos ou une mission.</source>
   <translation>Choose a folder of photographs or a mission.</translation>
  </message>
  <message>
   <source>Choisissez un symbole, puis cliquez sur la carte. Tout est enregistré aussitôt.</source>
   <translation>Choose a symbol, then click on the map. Everything is saved at once.</translation>
  </message>
  <message>
   <source>Choisissez une affaire dans la liste.</source>
   <translation>Choose a case in the list.</translation>
  </message>
  <message>
   <source>Choisissez une image en couleurs.</source>
   <translation>Choose a colour picture.</translation>
  </message>
  <message>
   <source>Choisissez une ligne.</source>
   <translation>Choose a row.</translation>
  </message>
  <message>
   <source>Choisissez une mosaïque et un indice, puis Calculer.</source>
   <translation>Choose a mosaic and an index, then Calculate.</translation>
  </message>
  <message>
   <source>Choisissez une zone, une commune, un zonage du paquet ou une grille de hauteurs d'eau.</source>
   <translation>Choose a zone, a commune, a zoning of the pack or a grid of water depths.</translation>
  </message>
  <message>
   <source>Choix enregistré ; il partira vers les autres postes au prochain échange.</source>
   <translation>Choice saved; it will reach the other workstations at the next exchange.</translation>
  </message>
  <message>
   <source>Cible</source>
   <translation>Target</translation>
  </message>
  <message>
   <source>Cible atteinte</source>
   <translation>Target reached</translation>
  </message>
  <message>
   <source>Clarté (sombre : eau, brûlé)</source>
   <translation>Brightness (dark: water, burnt)</translation>
  </message>
  <message>
   <source>Classe de dégât</source>
   <translation>Damage class</translation>
  </message>
  <message>
   <source>Classer un signalement sans suite</source>
   <translation>File a report of a detection without action</translation>
  </message>
  <message>
   <source>Classes (aucune : toutes)</source>
   <translation>Classes (none: all)</translation>
  </message>
  <message>
   <source>Classes à garder (vide : toutes)</source>
   <translation>Classes to keep (empty: all)</translation>
  </message>
  <message>
   <source>Classes, par exemple caravane,mobil_home (vide : toutes)</source>
   <translation>Classes, for example caravane,mobil_home (empty: all)</translation>
  </message>
  <message>
   <source>Cliquer sur la carte</source>
   <translation>Click on the map</translation>
  </message>
  <message>
   <source>Cliquer un lieu : parcelle, PLU, PPR, ce qui peut y être fait</source>
   <translation>Click a place: parcel, local plan, risk plan, what may be done there</translation>
  </message>
  <message>
   <source>Cliquez au sol dans la photo. La molette agrandit, glisser déplace.</source>
   <translation>Click on the ground in the photograph. The wheel zooms, dragging moves it.</translation>
  </message>
  <message>
   <source>Cliquez ensuite un dessin sur la carte</source>
   <translation>Then click a drawing on the map</translation>
  </message>
  <message>
   <source>Cliquez la zone sur la carte, ou dessinez-la.</source>
   <translation>Click the zone on the map, or draw it.</translation>
  </message>
  <message>
   <source>Cliquez le départ sur la carte, puis l'arrivée.</source>
   <translation>Click the start on the map, then the destination.</translation>
  </message>
  <message>
   <source>Cliquez le lieu des faits sur la carte.</source>
   <translation>Click the place of the facts on the map.</translation>
  </message>
  <message>
   <source>Cliquez les sommets de la zone. Double clic ou Entrée pour finir, Retour arrière pour corriger.</source>
   <translation>Click the corners of the zone. Double click or Enter to finish, Backspace to correct.</translation>
  </message>
  <message>
   <source>Cliquez sur la carte dans la zone : zone inondée, PPR, dessin ou commune.</source>
   <translation>Click on the map inside the zone: flooded area, risk plan, drawing or commune.</translation>
  </message>
  <message>
   <source>Cliquez un dessin sur la carte pour le modifier ou le retirer.</source>
   <translation>Click a drawing on the map to edit or remove it.</translation>
  </message>
  <message>
   <source>Cliquez un lieu : parcelle, PLU, PPR, et ce qui peut y être fait.</source>
   <translation>Click a place: parcel, local plan, risk plan, and what may be done there.</translation>
  </message>
  <message>
   <source>Cliquez un lieu sur la carte.</source>
   <translation>Click a place on the map.</translation>
  </message>
  <message>
   <source>Cliquez un point de la carte : les photos qui le voient s'affichent ici, la meilleure d'abord.</source>
   <translation>Click a point of the map: the photographs that see it appear here, the best first.</translation>
  </message>
  <message>
   <source>Cliquez une affaire : elle est choisie dans la liste</source>
   <translation>Click an affair: it is chosen in the list</translation>
  </message>
  <message>
   <source>Cliquez une affaire sur la carte.</source>
   <translation>Click an affair on the map.</translation>
  </message>
  <message>
   <source>Clore</source>
   <translation>Close</translation>
  </message>
  <message>
   <source>Clore et sceller</source>
   <translation>Close and seal</translation>
  </message>
  <message>
   <source>Clore un procès-verbal</source>
   <translation>Close a report</translation>
  </message>
  <message>
   <source>Clé Météo-France (authentification de QGIS)</source>
   <translation>Météo-France key (QGIS authentication)</translation>
  </message>
  <message>
   <source>Clé de signature</source>
   <translation>Signing key</translation>
  </message>
  <message>
   <source>Clé de signature du poste</source>
   <translation>Signing key of the workstation</translation>
  </message>
  <message>
   <source>Clé de signature…</source>
   <translation>Signing key…</translation>
  </message>
  <message>
   <source>Clôture</source>
   <translation>Closing</translation>
  </message>
  <message>
   <source>Co&amp;uper</source>
   <translation>C&amp;ut</translation>
  </message>
  <message>
   <source>Code INSEE</source>
   <translation>INSEE code</translation>
  </message>
  <message>
   <source>Code INSEE de la commune (vide : toutes)</source>
   <translation>INSEE code of the commune (empty: all)</translation>
  </message>
  <message>
   <source>Coffre</source>
   <translation>Store</translation>
  </message>
  <message>
   <source>Combien de personnes, où, quels établissements</source>
   <translation>How many people, where, which establishments</translation>
  </message>
  <message>
   <source>Commentaire</source>
   <translation>Comment</translation>
  </message>
  <message>
   <source>Commune</source>
   <translation>Commune</translation>
  </message>
  <message>
   <source>Commune (nom ou code INSEE ; vide : toutes)</source>
   <translation>Commune (name or INSEE code; empty: all)</translation>
  </message>
  <message>
   <source>Commune (nom ou code INSEE)</source>
   <translation>Commune (name or INSEE code)</translation>
  </message>
  <message>
   <source>Commune (nom ou code INSEE), ou secteur donné par une tournée</source>
   <translation>Commune (name or INSEE code), or the area given by a round</translation>
  </message>
  <message>
   <source>Commune, route, sortie, établissement, coordonnées</source>
   <translation>Commune, road, exit, establishment, coordinates</translation>
  </message>
  <message>
   <source>Communes et établissements isolés</source>
   <translation>Communes and establishments cut off</translation>
  </message>
  <message>
   <source>Comparer deux modèles</source>
   <translation>Compare two models</translation>
  </message>
  <message>
   <source>Compte les habitants d'une zone par commune et par âge, et liste les établissements à prévenir.</source>
   <translation>Counts the inhabitants of a zone by commune and age, and lists the establishments to warn.</translation>
  </message>
  <message>
   <source>Conflit</source>
   <translation>Conflict</translation>
  </message>
  <message>
   <source>Conflit à régler (vide : liste seulement)</source>
   <translation>Conflict to settle (empty: list only)</translation>
  </message>
  <message>
   <source>Conflits</source>
   <translation>Conflicts</translation>
  </message>
  <message>
   <source>Conflits de PostGIS</source>
   <translation>PostGIS conflicts</translation>
  </message>
  <message>
   <source>Conflits à régler</source>
   <translation>Conflicts to settle</translation>
  </message>
  <message>
   <source>Conflits à trancher</source>
   <translation>Conflicts to decide</translation>
  </message>
  <message>
   <source>Conflits…</source>
   <translation>Conflicts…</translation>
  </message>
  <message>
   <source>Conseillé</source>
   <translation>Advised</translation>
  </message>
  <message>
   <source>Constat</source>
   <translation>Finding</translation>
  </message>
  <message>
   <source>Construction</source>
   <translation>Building</translation>
  </message>
  <message>
   <source>Continuer la situation</source>
   <translation>Continue the current situation</translation>
  </message>
  <message>
   <source>Contour (GeoPackage)</source>
   <translation>Outline (GeoPackage)</translation>
  </message>
  <message>
   <source>Contour (ébauche)</source>
   <translation>Outline (draft)</translation>
  </message>
  <message>
   <source>Contours (surfaces, lignes ou points)</source>
   <translation>Outlines (areas, lines or points)</translation>
  </message>
  <message>
   <source>Contours, au pied des tas</source>
   <translation>Outlines, at the foot of the heaps</translation>
  </message>
  <message>
   <source>Contrôle</source>
   <translation>Inspection</translation>
  </message>
  <message>
   <source>Contrôle des occupations</source>
   <translation>Control of occupations</translation>
  </message>
  <message>
   <source>Contrôle en cours…</source>
   <translation>Checking…</translation>
  </message>
  <message>
   <source>Contrôle le coffre, chaque pièce et la chaîne des scellés.</source>
   <translation>Checks the store, each exhibit and the chain of seals.</translation>
  </message>
  <message>
   <source>Contrôler le cap par le GPS et les images</source>
   <translation>Check the heading by GPS and pictures</translation>
  </message>
  <message>
   <source>Convocation, accès, lettres au contrevenant, au maire, au parquet, à la DDTM, actes de l'administration.</source>
   <translation>Summons, access forms, letters to the offender, the mayor, the prosecutor, the DDTM, acts of the administration.</translation>
  </message>
  <message>
   <source>Copie de la vidéo en cours : elle peut durer autant que la vidéo.</source>
   <translation>The video is being copied: it may take as long as the video.</translation>
  </message>
  <message>
   <source>Copie du paquet</source>
   <translation>Copying the pack</translation>
  </message>
  <message>
   <source>Copie floutée</source>
   <translation>Blurred copy</translation>
  </message>
  <message>
   <source>Copie la carte en une passe, calcule les empreintes, signe le manifeste, inscrit photos, emprises et trajets.</source>
   <translation>Copies the card in one pass, computes the hashes, signs the manifest, records photographs, footprints and tracks.</translation>
  </message>
  <message>
   <source>Copie le coffre, chiffré, dans un nouveau dossier.</source>
   <translation>Copies the store, encrypted, into a new folder.</translation>
  </message>
  <message>
   <source>Copie les photos et les vidéos d'une mission dans un dossier ; refuse tant qu'une prise de vue à flouter ne l'est pas.</source>
   <translation>Copies the photographs and videos of a mission into a folder; refuses while one that must be blurred is not.</translation>
  </message>
  <message>
   <source>Copie où des zones suivies sont masquées, sans le son</source>
   <translation>Copy where followed zones are hidden, without the sound</translation>
  </message>
  <message>
   <source>Copier</source>
   <translation>Copy</translation>
  </message>
  <message>
   <source>Copies floutées</source>
   <translation>Blurred copies</translation>
  </message>
  <message>
   <source>Copié</source>
   <translation>Copied</translation>
  </message>
  <message>
   <source>Corrigez l'ébauche à la main avant de vous en servir, et enregistrez-la ailleurs : elle est temporaire.</source>
   <translation>Correct the draft by hand before using it, and save it elsewhere: it is temporary.</translation>
  </message>
  <message>
   <source>Couche (vide : cherchée)</source>
   <translation>Layer (empty: searched for)</translation>
  </message>
  <message>
   <source>Couche du fichier (vide : trouvée par le profil)</source>
   <translation>Layer of the file (empty: found by the profile)</translation>
  </message>
  <message>
   <source>Couche écrite</source>
   <translation>Layer written</translation>
  </message>
  <message>
   <source>Couches affichées</source>
   <translation>Layers shown</translation>
  </message>
  <message>
   <source>Couches de coupures en plus (points, sections ou zones)</source>
   <translation>More layers of cuts (points, sections or zones)</translation>
  </message>
  <message>
   <source>Couches de la base</source>
   <translation>Layers of the database</translation>
  </message>
  <message>
   <source>Couches du paquet</source>
   <translation>Layers of the data pack</translation>
  </message>
  <message>
   <source>Couleur</source>
   <translation>Colour</translation>
  </message>
  <message>
   <source>Couleurs (RVB)</source>
   <translation>Colours (RGB)</translation>
  </message>
  <message>
   <source>Couper</source>
   <translation>Cut</translation>
  </message>
  <message>
   <source>Couper cet axe</source>
   <translation>Cut this road</translation>
  </message>
  <message>
   <source>Couper les &amp;routes de cette zone</source>
   <translation>Cut the &amp;roads of this zone</translation>
  </message>
  <message>
   <source>Couper un axe</source>
   <translation>Cut a road</translation>
  </message>
  <message>
   <source>Couper une route signalée fermée</source>
   <translation>Cut a road reported closed</translation>
  </message>
  <message>
   <source>Couper une route, trouver un itinéraire, lieux isolés</source>
   <translation>Cut a road, find a route, cut-off places</translation>
  </message>
  <message>
   <source>Couper {titre}</source>
   <translation>Cut {titre}</translation>
  </message>
  <message>
   <source>Coupure enregistrée.</source>
   <translation>Cut saved.</translation>
  </message>
  <message>
   <source>Courriers</source>
   <translation>Letters</translation>
  </message>
  <message>
   <source>Coutures (GeoPackage)</source>
   <translation>Seams (GeoPackage)</translation>
  </message>
  <message>
   <source>Couvrez chaque visage, plaque ou logement : glissez pour un rectangle, ou cliquez les sommets d'un polygone et double-cliquez pour le fermer ; glissez un sommet pour corriger. Sans zone : photo examinée, rien à cacher.</source>
   <translation>Cover each face, number plate or dwelling: drag for a rectangle, or click the corners of a polygon and double-click to close it; drag a corner to correct it. Without a zone: photograph looked at, nothing to hide.</translation>
  </message>
  <message>
   <source>Croiser les millésimes et dire la prescription</source>
   <translation>Cross the vintages and state the time bar</translation>
  </message>
  <message>
   <source>Créer le coffre de ce poste</source>
   <translation>Create the store of this workstation</translation>
  </message>
  <message>
   <source>Ctrl+1</source>
   <translation>Ctrl+1</translation>
  </message>
  <message>
   <source>Ctrl+2</source>
   <translation>Ctrl+2</translation>
  </message>
  <message>
   <source>Ctrl+3</source>
   <translation>Ctrl+3</translation>
  </message>
  <message>
   <source>Ctrl+4</source>
   <translation>Ctrl+4</translation>
  </message>
  <message>
   <source>Ctrl+5</source>
   <translation>Ctrl+5</translation>
  </message>
  <message>
   <source>Ctrl+F</source>
   <translation>Ctrl+F</translation>
  </message>
  <message>
   <source>Ctrl+Shift+Q</source>
   <translation>Ctrl+Shift+Q</translation>
  </message>
  <message>
   <source>Ctrl+Y</source>
   <translation>Ctrl+Y</translation>
  </message>
  <message>
   <source>Ctrl+Z</source>
   <translation>Ctrl+Z</translation>
  </message>
  <message>
   <source>Côté des tuiles (pixels)</source>
   <translation>Side of the tiles (pixels)</translation>
  </message>
  <message>
   <source>D Dessiner</source>
   <translation>D Draw</translation>
  </message>
  <message>
   <source>DDTM AIGLE</source>
   <translation>DDTM AIGLE</translation>
  </message>
  <message>
   <source>DDTM Données</source>
   <translation>DDTM Data</translation>
  </message>
  <message>
   <source>DDTM Drones</source>
   <translation>DDTM Drones</translation>
  </message>
  <message>
   <source>DDTM de l'Hérault - Gestion de crise</source>
   <translation>DDTM of Hérault - Crisis management</translation>
  </message>
  <message>
   <source>Dans quel dossier le fabriquer</source>
   <translation>In which folder to make it</translation>
  </message>
  <message>
   <source>Date du vol AAAA-MM-JJ, ou intervalle</source>
   <translation>Flight date YYYY-MM-DD, or interval</translation>
  </message>
  <message>
   <source>Date du vol AAAA-MM-JJ, ou intervalle AAAA-MM-JJ/AAAA-MM-JJ</source>
   <translation>Flight date YYYY-MM-DD, or interval YYYY-MM-DD/YYYY-MM-DD</translation>
  </message>
  <message>
   <source>Dates de vol (dallage, graphe de mosaïquage)</source>
   <translation>Flight dates (tiling, mosaic graph)</translation>
  </message>
  <message>
   <source>De la sortie</source>
   <translation>From exit</translation>
  </message>
  <message>
   <source>Demandeur des missions</source>
   <translation>Requester of the missions</translation>
  </message>
  <message>
   <source>Dernière déviation</source>
   <translation>Last detour</translation>
  </message>
  <message>
   <source>Dernière ligne le {heure} : {texte}</source>
   <translation>Last entry at {heure}: {texte}</translation>
  </message>
  <message>
   <source>Dernière population à évacuer</source>
   <translation>Last population to evacuate</translation>
  </message>
  <message>
   <source>Dessine les plans d'après les couches partagées et les ajoute aux pièces</source>
   <translation>Draws the plans from the shared layers and adds them to the exhibits</translation>
  </message>
  <message>
   <source>Deux postes ont écrit des choses différentes. Rien n'est perdu : choisissez ce que tous doivent voir.</source>
   <translation>Two workstations wrote different things. Nothing is lost: choose what everyone must see.</translation>
  </message>
  <message>
   <source>Diagnostic du poste</source>
   <translation>Diagnosis of the workstation</translation>
  </message>
  <message>
   <source>Diagnostic en clair</source>
   <translation>Diagnosis in plain words</translation>
  </message>
  <message>
   <source>Diagnostic…</source>
   <translation>Diagnosis…</translation>
  </message>
  <message>
   <source>Diffusion</source>
   <translation>Release</translation>
  </message>
  <message>
   <source>Document</source>
   <translation>Document</translation>
  </message>
  <message>
   <source>Document (vide : nommé et rangé dans « sorties »)</source>
   <translation>Document (empty: named and filed in “sorties”)</translation>
  </message>
  <message>
   <source>Document produit</source>
   <translation>Document made</translation>
  </message>
  <message>
   <source>Documents produits, séparés par « ; »</source>
   <translation>Documents made, separated by “;”</translation>
  </message>
  <message>
   <source>Donner les numéros officiels</source>
   <translation>Give the official numbers</translation>
  </message>
  <message>
   <source>Donner un verdict à des objets</source>
   <translation>Give a verdict on objects</translation>
  </message>
  <message>
   <source>Donnez la nature des faits, la commune et son code INSEE.</source>
   <translation>Give the nature of the facts, the commune and its INSEE code.</translation>
  </message>
  <message>
   <source>Données</source>
   <translation>Data</translation>
  </message>
  <message>
   <source>Données : {age}</source>
   <translation>Data: {age}</translation>
  </message>
  <message>
   <source>Dossier</source>
   <translation>Folder</translation>
  </message>
  <message>
   <source>Dossier chiffré (*.zip.age)</source>
   <translation>Encrypted folder (*.zip.age)</translation>
  </message>
  <message>
   <source>Dossier d'échange : clé USB ou partage (vide : « echanges » du dossier de travail)</source>
   <translation>Exchange folder: USB key or share (empty: “echanges” of the work folder)</translation>
  </message>
  <message>
   <source>Dossier de photos</source>
   <translation>Folder of photographs</translation>
  </message>
  <message>
   <source>Dossier de travail (vide : celui des réglages)</source>
   <translation>Work folder (empty: the one in the settings)</translation>
  </message>
  <message>
   <source>Dossier de travail : {dossier}</source>
   <translation>Work folder: {dossier}</translation>
  </message>
  <message>
   <source>Dossier de travail : « {dossier} », paquet de données « {paquet} ».</source>
   <translation>Work folder: "{dossier}", data pack "{paquet}".</translation>
  </message>
  <message>
   <source>Dossier de travail : « {dossier} ». Il n'a pas de paquet de données : ni cadastre, ni PLU, ni PPR n'y sont connus.</source>
   <translation>Work folder: "{dossier}". It has no data pack: cadastre, planning documents and risk plans are not known there.</translation>
  </message>
  <message>
   <source>Dossier de travail de la suite DDTM</source>
   <translation>Work folder of the DDTM suite</translation>
  </message>
  <message>
   <source>Dossier de travail…</source>
   <translation>Work folder…</translation>
  </message>
  <message>
   <source>Dossier des fichiers de la recette (vide : celui de la recette)</source>
   <translation>Folder of the recipe's files (empty: the recipe's own)</translation>
  </message>
  <message>
   <source>Dossier du jeu</source>
   <translation>Folder of the set</translation>
  </message>
  <message>
   <source>Dossier du paquet</source>
   <translation>Folder of the pack</translation>
  </message>
  <message>
   <source>Dossier du paquet (clé, partage) ou adresse http(s)</source>
   <translation>Folder of the pack (key, share) or http(s) address</translation>
  </message>
  <message>
   <source>Dossier ou clé qui contient le paquet de données</source>
   <translation>Folder or key that holds the data pack</translation>
  </message>
  <message>
   <source>Dossier où créer le jeu (vide : sorties)</source>
   <translation>Folder where to create the set (empty: sorties)</translation>
  </message>
  <message>
   <source>Dossier où les paquets sont publiés</source>
   <translation>Folder where packs are published</translation>
  </message>
  <message>
   <source>Dossier où préparer l'envoi (disque protégé)</source>
   <translation>Folder where to prepare the sending (protected disk)</translation>
  </message>
  <message>
   <source>Dossier revenu de la tablette</source>
   <translation>Folder back from the tablet</translation>
  </message>
  <message>
   <source>Dossier à chiffrer</source>
   <translation>Folder to encrypt</translation>
  </message>
  <message>
   <source>Dossier à copier sur la tablette</source>
   <translation>Folder to copy onto the tablet</translation>
  </message>
  <message>
   <source>Droit</source>
   <translation>Law</translation>
  </message>
  <message>
   <source>Durée</source>
   <translation>Duration</translation>
  </message>
  <message>
   <source>Durée (s)</source>
   <translation>Duration (s)</translation>
  </message>
  <message>
   <source>Durée de conduite (min)</source>
   <translation>Driving time (min)</translation>
  </message>
  <message>
   <source>Durée de la vidéo (s)</source>
   <translation>Length of the video (s)</translation>
  </message>
  <message>
   <source>Durée à confirmer</source>
   <translation>Limit to be confirmed</translation>
  </message>
  <message>
   <source>Début (vide : maintenant)</source>
   <translation>Start (empty: now)</translation>
  </message>
  <message>
   <source>Décisions</source>
   <translation>Judgments</translation>
  </message>
  <message>
   <source>Déclarer rien à cacher</source>
   <translation>Declare nothing to hide</translation>
  </message>
  <message>
   <source>Déclarer rien à cacher, retirer le son</source>
   <translation>Declare nothing to hide, remove the sound</translation>
  </message>
  <message>
   <source>Défauts</source>
   <translation>Faults</translation>
  </message>
  <message>
   <source>Dégât sur
bâtiment</source>
   <translation>Damage to
a building</translation>
  </message>
  <message>
   <source>Dégât sur
ouvrage</source>
   <translation>Damage to
a structure</translation>
  </message>
  <message>
   <source>Dégât sur
réseau</source>
   <translation>Damage to
a network</translation>
  </message>
  <message>
   <source>Départ</source>
   <translation>Start</translation>
  </message>
  <message>
   <source>Départ (point sur la carte)</source>
   <translation>Start (point on the map)</translation>
  </message>
  <message>
   <source>Départ (vide : la première visite)</source>
   <translation>Start (empty: the first visit)</translation>
  </message>
  <message>
   <source>Départ : clic ou nom</source>
   <translation>Start: click or name</translation>
  </message>
  <message>
   <source>Départ et arrivée choisis.</source>
   <translation>Start and destination chosen.</translation>
  </message>
  <message>
   <source>Département</source>
   <translation>Department</translation>
  </message>
  <message>
   <source>Département (34)</source>
   <translation>Department (34)</translation>
  </message>
  <message>
   <source>Déplacement (m)</source>
   <translation>Shift (m)</translation>
  </message>
  <message>
   <source>Détail</source>
   <translation>Detail</translation>
  </message>
  <message>
   <source>Détail par commune</source>
   <translation>Detail by commune</translation>
  </message>
  <message>
   <source>Détecter dans une image</source>
   <translation>Detect in a picture</translation>
  </message>
  <message>
   <source>Détection</source>
   <translation>Detection</translation>
  </message>
  <message>
   <source>Détections ajoutées</source>
   <translation>Detections added</translation>
  </message>
  <message>
   <source>Détections rétablies</source>
   <translation>Detections brought back</translation>
  </message>
  <message>
   <source>Détections écartées</source>
   <translation>Detections set aside</translation>
  </message>
  <message>
   <source>E&amp;xercice guidé</source>
   <translation>Guided e&amp;xercise</translation>
  </message>
  <message>
   <source>Efface les affaires dont la durée de conservation est passée.</source>
   <translation>Erases the cases whose retention time is over.</translation>
  </message>
  <message>
   <source>Effacer</source>
   <translation>Clear</translation>
  </message>
  <message>
   <source>Empreinte attendue de la clé de signature</source>
   <translation>Expected fingerprint of the signing key</translation>
  </message>
  <message>
   <source>Empreinte de l'image gardée</source>
   <translation>Hash of the picture kept</translation>
  </message>
  <message>
   <source>Empreinte de la clé</source>
   <translation>Fingerprint of the key</translation>
  </message>
  <message>
   <source>Empreinte de la clé qui signe les manifestes de ce poste, et sa protection.</source>
   <translation>Fingerprint of the key that signs this workstation's manifests, and its protection.</translation>
  </message>
  <message>
   <source>Empreinte de sa clé</source>
   <translation>Fingerprint of its key</translation>
  </message>
  <message>
   <source>Emprise (vide : ce qui est à l'écran)</source>
   <translation>Extent (empty: what is on screen)</translation>
  </message>
  <message>
   <source>Emprise (vide : le département)</source>
   <translation>Extent (empty: the department)</translation>
  </message>
  <message>
   <source>En direct</source>
   <translation>Live</translation>
  </message>
  <message>
   <source>En pointillé : maisons et jardins que la mission ne concerne pas. Cliquez celles à flouter ; les autres restent telles quelles.</source>
   <translation>Dashed: houses and gardens that the mission is not about. Click those to blur; the others stay as they are.</translation>
  </message>
  <message>
   <source>Endroits relus</source>
   <translation>Places looked at again</translation>
  </message>
  <message>
   <source>Enregistre arrêtés, mises en demeure, décisions, courriers et clôture ; l'état et la durée de conservation suivent.</source>
   <translation>Records orders, formal notices, judgments, letters and closing; the state and the retention follow.</translation>
  </message>
  <message>
   <source>Enregistre une affaire, son contrôle, son procès-verbal et ses pièces depuis un fichier.</source>
   <translation>Saves a case, its inspection, its report and its exhibits from a file.</translation>
  </message>
  <message>
   <source>Enregistrement</source>
   <translation>Saving</translation>
  </message>
  <message>
   <source>Enregistrer</source>
   <translation>Save</translation>
  </message>
  <message>
   <source>Enregistrer les modifications au journal</source>
   <translation>Record the edits in the log</translation>
  </message>
  <message>
   <source>Enregistrer une affaire</source>
   <translation>Save a case</translation>
  </message>
  <message>
   <source>Enregistrer une fiche d'agent</source>
   <translation>Save an officer's card</translation>
  </message>
  <message>
   <source>Ensuite : détectez de même les autres millésimes, puis « Écarter les fausses alertes » et « Croiser les millésimes ».</source>
   <translation>Next: search the other vintages the same way, then "Put false alarms aside" and "Cross the vintages".</translation>
  </message>
  <message>
   <source>Ensuite : le service des infractions les trouve dans DDTM LUCCA, « Procès-verbaux », bouton « Service », « Signalements… ».</source>
   <translation>Next: the offence service finds them in DDTM LUCCA, "Offence reports", button "Service", "Reported facts…".</translation>
  </message>
  <message>
   <source>Ensuite : « Croiser les millésimes » de nouveau, puis « Revue des détections ».</source>
   <translation>Next: "Cross the vintages" again, then "Review of the detections".</translation>
  </message>
  <message>
   <source>Ensuite : « Croiser les millésimes », puis « Revue des détections ».</source>
   <translation>Next: "Cross the vintages", then "Review of the detections".</translation>
  </message>
  <message>
   <source>Ensuite : « Préparer une tablette (QField) » du menu DDTM Données, avec le secteur ci-dessus.</source>
   <translation>Next: "Prepare a tablet (QField)" in the menu DDTM Données, with the area above.</translation>
  </message>
  <message>
   <source>Ensuite : « Revue des détections », objet par objet.</source>
   <translation>Next: "Review of the detections", object by object.</translation>
  </message>
  <message>
   <source>Entourez l'objet sur une image : un clic par angle, clic droit ou Entrée pour finir, Échap pour renoncer.</source>
   <translation>Outline the object on a picture: one click a corner, right click or Enter to end, Escape to give up.</translation>
  </message>
  <message>
   <source>Envoyer aux autres appareils</source>
   <translation>Send to the other devices</translation>
  </message>
  <message>
   <source>Espace ▶</source>
   <translation>Space ▶</translation>
  </message>
  <message>
   <source>Essai à blanc : rapport seulement, rien n'est écrit</source>
   <translation>Dry run: report only, nothing is written</translation>
  </message>
  <message>
   <source>ExG, excès de vert</source>
   <translation>ExG, excess green</translation>
  </message>
  <message>
   <source>Examinée : rien à cacher</source>
   <translation>Examined: nothing to hide</translation>
  </message>
  <message>
   <source>Exemples : Lattes ; A9 sortie 32 ; D986 PR 12 ; collège ; 43,57 3,90 ; 770000 6270000</source>
   <translation>Examples: Lattes; A9 sortie 32; D986 PR 12; collège; 43,57 3,90; 770000 6270000</translation>
  </message>
  <message>
   <source>Exercice</source>
   <translation>Exercise</translation>
  </message>
  <message>
   <source>Exercice guidé</source>
   <translation>Guided exercise</translation>
  </message>
  <message>
   <source>Exercice guidé, étape {n} sur {total} : {titre} (encore {minutes} min sur {tout})</source>
   <translation>Guided exercise, step {n} of {total}: {titre} (still {minutes} min of {tout})</translation>
  </message>
  <message>
   <source>Exercice terminé</source>
   <translation>Exercise finished</translation>
  </message>
  <message>
   <source>Exporter la zone d'une mission (KML, GPX)</source>
   <translation>Export the area of a mission (KML, GPX)</translation>
  </message>
  <message>
   <source>Exporter sans identité</source>
   <translation>Export without identity</translation>
  </message>
  <message>
   <source>Exporter un jeu d'apprentissage</source>
   <translation>Export a training set</translation>
  </message>
  <message>
   <source>Extrait</source>
   <translation>Extract</translation>
  </message>
  <message>
   <source>Extrait du règlement d'une zone</source>
   <translation>Extract of a zone's regulation</translation>
  </message>
  <message>
   <source>Extrait une image d'une vidéo importée, avec la position du drone à cet instant d'après ses sous-titres.</source>
   <translation>Takes a picture out of an imported video, with the drone's position at that instant from its subtitles.</translation>
  </message>
  <message>
   <source>F Fiche</source>
   <translation>F Sheet</translation>
  </message>
  <message>
   <source>F&amp;ermer</source>
   <translation>&amp;Close</translation>
  </message>
  <message>
   <source>Fabriquer le paquet d'exercice</source>
   <translation>Make the exercise pack</translation>
  </message>
  <message>
   <source>Fabriquer le paquet d'exercice…</source>
   <translation>Make the exercise pack…</translation>
  </message>
  <message>
   <source>Faire les épreuves : dessiner les cartes, calculer un itinéraire</source>
   <translation>Run the trials: draw the maps, calculate a route</translation>
  </message>
  <message>
   <source>Fait une copie d'une vidéo où des zones sont masquées, sans le son, liée à l'empreinte de l'original, qui reste intact.</source>
   <translation>Makes a copy of a video where zones are hidden, without the sound, tied to the hash of the original, which stays untouched.</translation>
  </message>
  <message>
   <source>Fait une copie floutée d'une photo, liée à l'empreinte de l'original, qui reste intact.</source>
   <translation>Makes a blurred copy of a photograph, linked to the hash of the original, which stays intact.</translation>
  </message>
  <message>
   <source>Faits venus de la revue des images aériennes, les plus pressants d'abord.</source>
   <translation>Facts from the review of aerial pictures, the most pressing first.</translation>
  </message>
  <message>
   <source>Fermer</source>
   <translation>Close</translation>
  </message>
  <message>
   <source>Fermer les filtres</source>
   <translation>Close the filters</translation>
  </message>
  <message>
   <source>Feu
</source>
   <translation>Fire
</translation>
  </message>
  <message>
   <source>Fi&amp;ltrer</source>
   <translation>Fi&amp;lter</translation>
  </message>
  <message>
   <source>Fiche</source>
   <translation>Card</translation>
  </message>
  <message>
   <source>Fiche d'agent</source>
   <translation>Officer's card</translation>
  </message>
  <message>
   <source>Fiche de la parcelle</source>
   <translation>Sheet of the parcel</translation>
  </message>
  <message>
   <source>Fiche de remise</source>
   <translation>Hand-over sheet</translation>
  </message>
  <message>
   <source>Fiche de remise enregistrée : {fichier}</source>
   <translation>Hand-over sheet saved: {fichier}</translation>
  </message>
  <message>
   <source>Fiche en cours…</source>
   <translation>Sheet under way…</translation>
  </message>
  <message>
   <source>Fiche ou trace</source>
   <translation>Sheet or track</translation>
  </message>
  <message>
   <source>Fiche rééditée (PDF)</source>
   <translation>Sheet printed again (PDF)</translation>
  </message>
  <message>
   <source>Fiche écrite : {fichier}.</source>
   <translation>Sheet written: {fichier}.</translation>
  </message>
  <message>
   <source>Fiches et liste des objets</source>
   <translation>Sheets and list of the objects</translation>
  </message>
  <message>
   <source>Fichier</source>
   <translation>File</translation>
  </message>
  <message>
   <source>Fichier du règlement</source>
   <translation>File of the regulation</translation>
  </message>
  <message>
   <source>Fichier du règlement (nom donné par « Règlement ici »)</source>
   <translation>File of the regulation (name given by "Regulation here")</translation>
  </message>
  <message>
   <source>Fichier utilisable</source>
   <translation>Usable file</translation>
  </message>
  <message>
   <source>Fichiers déjà au dépôt</source>
   <translation>Files already in the store</translation>
  </message>
  <message>
   <source>Fichiers gardés, un par ligne</source>
   <translation>Files kept, one per line</translation>
  </message>
  <message>
   <source>Fichiers importés</source>
   <translation>Files imported</translation>
  </message>
  <message>
   <source>Fichiers refusés</source>
   <translation>Files refused</translation>
  </message>
  <message>
   <source>Fichiers à importer</source>
   <translation>Files to import</translation>
  </message>
  <message>
   <source>Fichiers écrits</source>
   <translation>Files written</translation>
  </message>
  <message>
   <source>Filtre de cette couche</source>
   <translation>Filter of this layer</translation>
  </message>
  <message>
   <source>Filtre du zonage, par exemple niveau_alea=fort,tres_fort</source>
   <translation>Filter of the zoning, for example niveau_alea=fort,tres_fort</translation>
  </message>
  <message>
   <source>Fin prévue</source>
   <translation>Expected end</translation>
  </message>
  <message>
   <source>Floute l'image qui vient d'être gardée</source>
   <translation>Blurs the picture just kept</translation>
  </message>
  <message>
   <source>Flouter la vidéo…</source>
   <translation>Blur the video…</translation>
  </message>
  <message>
   <source>Flouter une photo</source>
   <translation>Blur a photograph</translation>
  </message>
  <message>
   <source>Flouter une vidéo</source>
   <translation>Blur a video</translation>
  </message>
  <message>
   <source>Flouter {nombre} zone(s)</source>
   <translation>Blur {nombre} zone(s)</translation>
  </message>
  <message>
   <source>Flouter {nom}</source>
   <translation>Blur {nom}</translation>
  </message>
  <message>
   <source>Flouter…</source>
   <translation>Blur…</translation>
  </message>
  <message>
   <source>Fonction, commission, serment, ressort et habilitations d'un agent.</source>
   <translation>Function, commission, oath, territory and powers of an officer.</translation>
  </message>
  <message>
   <source>Fond de la fiche : mosaïque</source>
   <translation>Background of the sheet: mosaic</translation>
  </message>
  <message>
   <source>Fond de plan, photographie, bâtiments, routes de l'IGN et Géorisques, d'une commune ou d'une emprise.</source>
   <translation>Base map, photograph, buildings, roads from IGN and Géorisques, of a commune or an extent.</translation>
  </message>
  <message>
   <source>Fond seul</source>
   <translation>Background alone</translation>
  </message>
  <message>
   <source>Formalités, hors secteur protégé</source>
   <translation>Formalities, outside protected sectors</translation>
  </message>
  <message>
   <source>Format</source>
   <translation>Format</translation>
  </message>
  <message>
   <source>Fourchette basse</source>
   <translation>Low end of the range</translation>
  </message>
  <message>
   <source>Fourchette haute</source>
   <translation>High end of the range</translation>
  </message>
  <message>
   <source>Fuseau de l'horloge de l'appareil</source>
   <translation>Time zone of the camera's clock</translation>
  </message>
  <message>
   <source>Fusionne ce que les autres postes ont envoyé et dépose, chiffré, ce que ce poste sait pour le prochain échange.</source>
   <translation>Merges what the other workstations sent and leaves, encrypted, what this one knows for the next exchange.</translation>
  </message>
  <message>
   <source>Fusionne champ par champ ; ce qui a changé des deux côtés attend une décision.</source>
   <translation>Merges field by field; what changed on both sides awaits a decision.</translation>
  </message>
  <message>
   <source>GLI, feuillage vert</source>
   <translation>GLI, green leaf</translation>
  </message>
  <message>
   <source>GRVI, vert contre rouge</source>
   <translation>GRVI, green against red</translation>
  </message>
  <message>
   <source>Garde la valeur de cet appareil ou la valeur reçue.</source>
   <translation>Keeps this device's value or the value received.</translation>
  </message>
  <message>
   <source>Garder</source>
   <translation>Keep</translation>
  </message>
  <message>
   <source>Garder cette image</source>
   <translation>Keep this picture</translation>
  </message>
  <message>
   <source>Garder cette image…</source>
   <translation>Keep this picture…</translation>
  </message>
  <message>
   <source>Garder dans les données de travail</source>
   <translation>Keep in the work data</translation>
  </message>
  <message>
   <source>Garder la mesure</source>
   <translation>Keep the measurement</translation>
  </message>
  <message>
   <source>Garder la mesure…</source>
   <translation>Keep the measurement…</translation>
  </message>
  <message>
   <source>Garder la valeur d'&amp;ici</source>
   <translation>Keep the value &amp;here</translation>
  </message>
  <message>
   <source>Garder un secteur hors ligne…</source>
   <translation>Keep a sector offline…</translation>
  </message>
  <message>
   <source>Garder un secteur pour le hors ligne</source>
   <translation>Keep a sector for offline use</translation>
  </message>
  <message>
   <source>GeoPDF</source>
   <translation>GeoPDF</translation>
  </message>
  <message>
   <source>GeoPackage (*.gpkg)</source>
   <translation>GeoPackage (*.gpkg)</translation>
  </message>
  <message>
   <source>GeoPackage à vérifier (vide : ceux du dossier de travail)</source>
   <translation>GeoPackage to check (empty: those of the work folder)</translation>
  </message>
  <message>
   <source>Glissez le trait rouge sur l'histogramme : la carte montre en violet ce qui serait gardé.</source>
   <translation>Drag the red line on the histogram: the map shows in purple what would be kept.</translation>
  </message>
  <message>
   <source>Graine du tirage</source>
   <translation>Seed of the draw</translation>
  </message>
  <message>
   <source>Grand écran du centre opérationnel ; Échap pour sortir</source>
   <translation>Big screen of the operations centre; Esc to leave</translation>
  </message>
  <message>
   <source>Grille de hauteurs d'eau</source>
   <translation>Grid of water depths</translation>
  </message>
  <message>
   <source>Groupe PostgreSQL des géomaticiens qui modifient (facultatif)</source>
   <translation>PostgreSQL group of the GIS people who edit (optional)</translation>
  </message>
  <message>
   <source>Groupe les objets détectés sur orthophoto en sites à survoler, du plus urgent au moins urgent (KML, GPX, CSV).</source>
   <translation>Groups the objects detected on orthophotos into sites to fly over, from the most to the least urgent (KML, GPX, CSV).</translation>
  </message>
  <message>
   <source>Génération en service</source>
   <translation>Generation in use</translation>
  </message>
  <message>
   <source>Génération mise en service</source>
   <translation>Generation taken into use</translation>
  </message>
  <message>
   <source>Habitants, valeur centrale</source>
   <translation>Inhabitants, central value</translation>
  </message>
  <message>
   <source>Hauteur : le pied, puis le haut</source>
   <translation>Height: the foot, then the top</translation>
  </message>
  <message>
   <source>Hauteur au-dessus de la base</source>
   <translation>Height above the base</translation>
  </message>
  <message>
   <source>Hauteur du véhicule (m)</source>
   <translation>Height of the vehicle (m)</translation>
  </message>
  <message>
   <source>Heure</source>
   <translation>Time</translation>
  </message>
  <message>
   <source>Heures de mesures demandées</source>
   <translation>Hours of measures asked for</translation>
  </message>
  <message>
   <source>Histogramme (image)</source>
   <translation>Histogram (picture)</translation>
  </message>
  <message>
   <source>Histoire d'un objet</source>
   <translation>History of a feature</translation>
  </message>
  <message>
   <source>Histoire d'un objet…</source>
   <translation>History of a feature…</translation>
  </message>
  <message>
   <source>Historique</source>
   <translation>History</translation>
  </message>
  <message>
   <source>Historique d'une affaire</source>
   <translation>History of an affair</translation>
  </message>
  <message>
   <source>Horaires de la journée (09:00- : sans limite)</source>
   <translation>Hours of the day (09:00-: no limit)</translation>
  </message>
  <message>
   <source>Horodater une signature</source>
   <translation>Timestamp a signature</translation>
  </message>
  <message>
   <source>Hors ligne : ce qui suit est ce que l'on savait, avec son âge.</source>
   <translation>Offline: what follows is what was known, with its age.</translation>
  </message>
  <message>
   <source>Hub'Eau : hauteurs et débits</source>
   <translation>Hub'Eau: water levels and flows</translation>
  </message>
  <message>
   <source>Identifiant (a.martin)</source>
   <translation>Identifier (a.martin)</translation>
  </message>
  <message>
   <source>Identifiant (uuid) de l'objet, ou ses premiers caractères</source>
   <translation>Identifier (uuid) of the feature, or its first characters</translation>
  </message>
  <message>
   <source>Identifiant de l'évènement (couche « Évènements routiers »)</source>
   <translation>Identifier of the event (layer “Évènements routiers”)</translation>
  </message>
  <message>
   <source>Identifiant de la coupure</source>
   <translation>Identifier of the cut</translation>
  </message>
  <message>
   <source>Identifiant du calcul</source>
   <translation>Identifier of the calculation</translation>
  </message>
  <message>
   <source>Identifiant du calcul dans les données de travail</source>
   <translation>Identifier of the calculation in the work data</translation>
  </message>
  <message>
   <source>Identifiant du geste</source>
   <translation>Identifier of the gesture</translation>
  </message>
  <message>
   <source>Identifiant du passage</source>
   <translation>Identifier of the pass</translation>
  </message>
  <message>
   <source>Identifiant du tri</source>
   <translation>Identifier of the sorting</translation>
  </message>
  <message>
   <source>Il en reste {nombre}.</source>
   <translation>{nombre} left.</translation>
  </message>
  <message>
   <source>Il n'est pas situé.</source>
   <translation>It is not located.</translation>
  </message>
  <message>
   <source>Il n'y a pas encore d'objet. Menu DDTM AIGLE : « Détecter dans une image », puis « Croiser les millésimes ».</source>
   <translation>There is no object yet. Menu DDTM AIGLE: "Detect in a picture", then "Cross the vintages".</translation>
  </message>
  <message>
   <source>Illégal</source>
   <translation>Illegal</translation>
  </message>
  <message>
   <source>Image</source>
   <translation>Picture</translation>
  </message>
  <message>
   <source>Image (vide : simple aperçu)</source>
   <translation>Picture (empty: preview only)</translation>
  </message>
  <message>
   <source>Image JPEG (*.jpg)</source>
   <translation>JPEG picture (*.jpg)</translation>
  </message>
  <message>
   <source>Image PNG</source>
   <translation>PNG picture</translation>
  </message>
  <message>
   <source>Image d'après</source>
   <translation>Picture of after</translation>
  </message>
  <message>
   <source>Image d'après, alignée</source>
   <translation>Picture of after, aligned</translation>
  </message>
  <message>
   <source>Image d'avant</source>
   <translation>Picture of before</translation>
  </message>
  <message>
   <source>Image d'une vidéo</source>
   <translation>Picture from a video</translation>
  </message>
  <message>
   <source>Image sur laquelle ils sont dessinés</source>
   <translation>Picture on which they are drawn</translation>
  </message>
  <message>
   <source>Image, ou dalles d'un même millésime</source>
   <translation>Picture, or tiles of one vintage</translation>
  </message>
  <message>
   <source>Image, ou dalles, de l'ancien millésime</source>
   <translation>Picture, or tiles, of the old vintage</translation>
  </message>
  <message>
   <source>Images</source>
   <translation>Pictures</translation>
  </message>
  <message>
   <source>Images, une par millésime (année dans le nom du fichier)</source>
   <translation>Pictures, one per vintage (year in the file name)</translation>
  </message>
  <message>
   <source>Importer des données publiées</source>
   <translation>Import published data</translation>
  </message>
  <message>
   <source>Importer des données…</source>
   <translation>Import data…</translation>
  </message>
  <message>
   <source>Importer une carte de drone</source>
   <translation>Import a drone card</translation>
  </message>
  <message>
   <source>Importer une carte…</source>
   <translation>Import a card…</translation>
  </message>
  <message>
   <source>Imprime le registre d'une année avec ses statistiques, ou la fiche d'une mission.</source>
   <translation>Prints the register of a year with its statistics, or the sheet of a mission.</translation>
  </message>
  <message>
   <source>Incertain</source>
   <translation>Uncertain</translation>
  </message>
  <message>
   <source>Incertitude (m, écart-type)</source>
   <translation>Uncertainty (m, standard deviation)</translation>
  </message>
  <message>
   <source>Incertitude (m³, écart-type)</source>
   <translation>Uncertainty (m³, standard deviation)</translation>
  </message>
  <message>
   <source>Incertitude (écart-type)</source>
   <translation>Uncertainty (standard deviation)</translation>
  </message>
  <message>
   <source>Indicateur</source>
   <translation>Indicator</translation>
  </message>
  <message>
   <source>Indicateurs déclarés dans une table, chacun avec sa cible et sa tendance ; PDF ou classeur.</source>
   <translation>Indicators declared in a table, each with its target and trend; PDF or workbook.</translation>
  </message>
  <message>
   <source>Indice</source>
   <translation>Index</translation>
  </message>
  <message>
   <source>Indice de couleur et contour</source>
   <translation>Colour index and outline</translation>
  </message>
  <message>
   <source>Indiquez le secteur : une commune, ou une emprise sur la carte.</source>
   <translation>Give the sector: a commune, or an extent on the map.</translation>
  </message>
  <message>
   <source>Indiquez le secteur : une commune, ou une emprise.</source>
   <translation>Give the sector: a commune, or an extent.</translation>
  </message>
  <message>
   <source>Indiquez maintenant {quoi}.</source>
   <translation>Now give {quoi}.</translation>
  </message>
  <message>
   <source>Indiquez {lieu} : un point sur la carte ou un nom de lieu.</source>
   <translation>Give {lieu}: a point on the map or the name of a place.</translation>
  </message>
  <message>
   <source>Information
</source>
   <translation>Information
</translation>
  </message>
  <message>
   <source>Infractions</source>
   <translation>Offences</translation>
  </message>
  <message>
   <source>Infractions bientôt prescrites</source>
   <translation>Offences soon time-barred</translation>
  </message>
  <message>
   <source>Infractions proposées pour une affaire, chacune avec sa raison.</source>
   <translation>Offences proposed for a case, each with its reason.</translation>
  </message>
  <message>
   <source>Infrarouge (IRC)</source>
   <translation>Infrared (IRC)</translation>
  </message>
  <message>
   <source>Inondation</source>
   <translation>Flood</translation>
  </message>
  <message>
   <source>Inondation
observée</source>
   <translation>Flooding
observed</translation>
  </message>
  <message>
   <source>Inscrire ou avancer une mission</source>
   <translation>Record or advance a mission</translation>
  </message>
  <message>
   <source>Inscrire un accusé de réception</source>
   <translation>Record an acknowledgement of receipt</translation>
  </message>
  <message>
   <source>Inscrire une demande de mission par site</source>
   <translation>Record one mission request per site</translation>
  </message>
  <message>
   <source>Inscrit une mission au registre ou la fait avancer : demande, préparation, vol, livraison, avec les contrôles de chaque étape.</source>
   <translation>Records a mission in the register or advances it: request, preparation, flight, delivery, with the checks of each step.</translation>
  </message>
  <message>
   <source>Installe une édition du CSV du ministère de la Justice ; les éditions anciennes sont gardées.</source>
   <translation>Installs an edition of the Ministry of Justice's CSV; older editions are kept.</translation>
  </message>
  <message>
   <source>Installer la liste officielle NATINF</source>
   <translation>Install the official NATINF list</translation>
  </message>
  <message>
   <source>Installer même s'il est moins bon</source>
   <translation>Install even if it is worse</translation>
  </message>
  <message>
   <source>Installer un modèle</source>
   <translation>Install a model</translation>
  </message>
  <message>
   <source>Installer un modèle…</source>
   <translation>Install a model…</translation>
  </message>
  <message>
   <source>Installer un paquet de données</source>
   <translation>Install a data pack</translation>
  </message>
  <message>
   <source>Installer un paquet de données…</source>
   <translation>Install a data pack…</translation>
  </message>
  <message>
   <source>Instant (s)</source>
   <translation>Instant (s)</translation>
  </message>
  <message>
   <source>Interroge les services en ligne et garde leurs réponses, avec leur âge.</source>
   <translation>Asks the online services and keeps their answers, with their age.</translation>
  </message>
  <message>
   <source>Invalidé</source>
   <translation>Invalidated</translation>
  </message>
  <message>
   <source>Invalidé (erreur du modèle)</source>
   <translation>Invalidated (model's error)</translation>
  </message>
  <message>
   <source>Inventaire de sinistre</source>
   <translation>Disaster inventory</translation>
  </message>
  <message>
   <source>Itinéraire</source>
   <translation>Route</translation>
  </message>
  <message>
   <source>Itinéraire malgré les coupures</source>
   <translation>Route despite the cuts</translation>
  </message>
  <message>
   <source>Itinéraires</source>
   <translation>Routes</translation>
  </message>
  <message>
   <source>Itinéraires S</source>
   <translation>S routes</translation>
  </message>
  <message>
   <source>Itinéraires de substitution (S)</source>
   <translation>Official diversion routes (S)</translation>
  </message>
  <message>
   <source>Itinéraires ou lieux</source>
   <translation>Routes or places</translation>
  </message>
  <message>
   <source>JJ/MM/AAAA</source>
   <translation>DD/MM/YYYY</translation>
  </message>
  <message>
   <source>Jeu d'apprentissage exporté</source>
   <translation>Exported training set</translation>
  </message>
  <message>
   <source>Jeu de revues mises de côté, pour comparer avant de remplacer</source>
   <translation>Set of reviews kept apart, to compare before replacing</translation>
  </message>
  <message>
   <source>Joindre</source>
   <translation>Attach</translation>
  </message>
  <message>
   <source>Joindre des photos de drone</source>
   <translation>Attach drone photographs</translation>
  </message>
  <message>
   <source>Joindre des photos à une affaire</source>
   <translation>Attach photographs to a case</translation>
  </message>
  <message>
   <source>Joindre des photos à une affaire…</source>
   <translation>Attach photos to a case…</translation>
  </message>
  <message>
   <source>Joindre à une affaire</source>
   <translation>Attach to a case</translation>
  </message>
  <message>
   <source>Joindre…</source>
   <translation>Attach…</translation>
  </message>
  <message>
   <source>Joint cette photo à une affaire d'infraction et refait la planche photographique</source>
   <translation>Attaches this photograph to an offence case and makes the photograph sheet again</translation>
  </message>
  <message>
   <source>Jouer un scénario</source>
   <translation>Play a scenario</translation>
  </message>
  <message>
   <source>Jour</source>
   <translation>Day</translation>
  </message>
  <message>
   <source>Jour d'appréciation AAAA-MM-JJ (vide : aujourd'hui)</source>
   <translation>Day of assessment YYYY-MM-DD (empty: today)</translation>
  </message>
  <message>
   <source>Jour de la tournée, AAAA-MM-JJ (vide : aujourd'hui)</source>
   <translation>Day of the round, YYYY-MM-DD (empty: today)</translation>
  </message>
  <message>
   <source>Journal des accès</source>
   <translation>Access log</translation>
  </message>
  <message>
   <source>Jours</source>
   <translation>Days</translation>
  </message>
  <message>
   <source>L'affaire reprend le lieu, la parcelle, les zones et le constat du signalement ; les deux restent liés.</source>
   <translation>The affair takes up the place, parcel, zones and finding of the report; the two stay tied.</translation>
  </message>
  <message>
   <source>L'autre version</source>
   <translation>The other version</translation>
  </message>
  <message>
   <source>L'objet est déjà vu sur tous les millésimes affichés : choisissez une image plus ancienne.</source>
   <translation>The object is already seen on every vintage shown: choose an older picture.</translation>
  </message>
  <message>
   <source>L'original n'est plus au dépôt : lancez « Vérifier les originaux ».</source>
   <translation>The original is no longer in the store: run “Check the originals”.</translation>
  </message>
  <message>
   <source>La base a été restaurée ou vient d'un autre relais : la comparer en entier</source>
   <translation>The database was restored or comes from another relay: compare it whole</translation>
  </message>
  <message>
   <source>La carte à l'écran est mise en page telle qu'elle est : titre, légende, échelle, sources.</source>
   <translation>The map on screen is laid out as it is: title, legend, scale, sources.</translation>
  </message>
  <message>
   <source>La configuration d'authentification de la connexion « {nom} » n'a pas pu être lue : donnez le mot de passe principal de QGIS.</source>
   <translation>The authentication configuration of the connection “{nom}” could not be read: give QGIS's master password.</translation>
  </message>
  <message>
   <source>La couche de résultat ne peut pas être créée : choisissez un autre emplacement.</source>
   <translation>The result layer cannot be created: choose another place.</translation>
  </message>
  <message>
   <source>La flouter…</source>
   <translation>Blur it…</translation>
  </message>
  <message>
   <source>La vérification n'a pas pu se faire.</source>
   <translation>The check could not be made.</translation>
  </message>
  <message>
   <source>La zone choisie (cadre épais) ne cache plus rien après cet instant</source>
   <translation>The chosen zone (thick frame) hides nothing after this moment</translation>
  </message>
  <message>
   <source>Laisser de côté ce qu'une photo de drone montre déjà</source>
   <translation>Leave out what a drone photograph already shows</translation>
  </message>
  <message>
   <source>Largeur (m)</source>
   <translation>Width (m)</translation>
  </message>
  <message>
   <source>Largeur de la copie au plus (pixels ; 0 : celle de l'original)</source>
   <translation>Greatest width of the copy (pixels; 0: that of the original)</translation>
  </message>
  <message>
   <source>Largeur de la vidéo (pixels)</source>
   <translation>Width of the video (pixels)</translation>
  </message>
  <message>
   <source>Le GPS ne donne pas encore de position : attendez d'être à ciel ouvert, ou cliquez sur la carte.</source>
   <translation>The GPS gives no position yet: wait under open sky, or click on the map.</translation>
  </message>
  <message>
   <source>Le dossier de travail est imposé sur ce poste : « {dossier} ». Demandez à qui l'a installé pour en changer.</source>
   <translation>The work folder is imposed on this workstation: "{dossier}". Ask whoever set it up to change it.</translation>
  </message>
  <message>
   <source>Le fichier de travail a été remplacé : le comparer en entier</source>
   <translation>The work file was replaced: compare it whole</translation>
  </message>
  <message>
   <source>Le mot de passe de la connexion « {nom} » est enregistré en clair : modifiez-la pour qu'elle emploie une configuration d'authentification, puis recommencez.</source>
   <translation>The password of the connection “{nom}” is stored in clear: change it so that it uses an authentication configuration, then start again.</translation>
  </message>
  <message>
   <source>Le nouveau peut remplacer l'ancien</source>
   <translation>The new one may replace the old</translation>
  </message>
  <message>
   <source>Le paquet de données est absent.</source>
   <translation>The data pack is missing.</translation>
  </message>
  <message>
   <source>Le signalement quitte la liste ; la raison est écrite.</source>
   <translation>The report leaves the list; the reason is written.</translation>
  </message>
  <message>
   <source>Le thème « {theme} » n'existe pas : choisissez une tuile.</source>
   <translation>The theme “{theme}” does not exist: choose a tile.</translation>
  </message>
  <message>
   <source>Lecture</source>
   <translation>Play</translation>
  </message>
  <message>
   <source>Lecture de la clé…</source>
   <translation>Reading the key…</translation>
  </message>
  <message>
   <source>Lecture du journal…</source>
   <translation>Reading the log…</translation>
  </message>
  <message>
   <source>Lecture du lieu</source>
   <translation>Reading the place</translation>
  </message>
  <message>
   <source>Les affaires du coffre, filtrées par mots, commune, état, nature, infraction, agent, risque et dates.</source>
   <translation>The affairs of the store, filtered by words, commune, state, nature, offence, agent, risk and dates.</translation>
  </message>
  <message>
   <source>Les conflits (JSON)</source>
   <translation>The conflicts (JSON)</translation>
  </message>
  <message>
   <source>Les deux saisies diffèrent : recommencez.</source>
   <translation>The two entries differ: start again.</translation>
  </message>
  <message>
   <source>Les deux saisies du nouveau mot de passe diffèrent.</source>
   <translation>The two entries of the new password differ.</translation>
  </message>
  <message>
   <source>Les deux sens</source>
   <translation>Both directions</translation>
  </message>
  <message>
   <source>Les documents sont dans le dossier « sorties » du dossier de travail. Ensuite : « Préparer une tournée » ou « Ouvrir un signalement ».</source>
   <translation>The documents are in the folder "sorties" of the work folder. Next: "Prepare a round" or "Open a report".</translation>
  </message>
  <message>
   <source>Les identités et les procédures sont chiffrées. Votre phrase secrète n'est enregistrée nulle part.</source>
   <translation>Identities and procedures are encrypted. Your passphrase is stored nowhere.</translation>
  </message>
  <message>
   <source>Les pages de la zone, dans le lecteur de PDF</source>
   <translation>The pages of the zone, in the PDF reader</translation>
  </message>
  <message>
   <source>Les pages du règlement écrit d'une zone, seules dans un PDF qui s'ouvre au bon endroit.</source>
   <translation>The pages of a zone's written regulation, alone in a PDF that opens at the right place.</translation>
  </message>
  <message>
   <source>Les photos d'une mission qui attendent leur copie floutée, l'une après l'autre</source>
   <translation>The photographs of a mission that wait for their blurred copy, one after the other</translation>
  </message>
  <message>
   <source>Les photos importées qui voient un point du sol, la plus fine et la mieux centrée d'abord.</source>
   <translation>The imported photographs that see a point of the ground, the finest and best centred first.</translation>
  </message>
  <message>
   <source>Les points vérifiés (JSON)</source>
   <translation>The points checked (JSON)</translation>
  </message>
  <message>
   <source>Les étapes (JSON)</source>
   <translation>The steps (JSON)</translation>
  </message>
  <message>
   <source>Libellé</source>
   <translation>Label</translation>
  </message>
  <message>
   <source>Libellé (facultatif)</source>
   <translation>Label (optional)</translation>
  </message>
  <message>
   <source>Libellé du dessin</source>
   <translation>Label of the drawing</translation>
  </message>
  <message>
   <source>Lie des photos à une affaire d'infraction par leur empreinte, après relecture des originaux, et imprime la planche.</source>
   <translation>Ties photographs to an offence case by their hash, after reading the originals again, and prints the sheet.</translation>
  </message>
  <message>
   <source>Lieu</source>
   <translation>Place</translation>
  </message>
  <message>
   <source>Lieu (vide : trouvé d'après l'emprise)</source>
   <translation>Place (empty: found from the extent)</translation>
  </message>
  <message>
   <source>Lieu des faits</source>
   <translation>Place of the facts</translation>
  </message>
  <message>
   <source>Lieu isolé</source>
   <translation>Place cut off</translation>
  </message>
  <message>
   <source>Lieux</source>
   <translation>Places</translation>
  </message>
  <message>
   <source>Lieux du département (hors ligne)</source>
   <translation>Places of the department (offline)</translation>
  </message>
  <message>
   <source>Lieux i&amp;solés</source>
   <translation>Cut-off pla&amp;ces</translation>
  </message>
  <message>
   <source>Lieux isolés</source>
   <translation>Places cut off</translation>
  </message>
  <message>
   <source>Lieux isolés : </source>
   <translation>Places cut off: </translation>
  </message>
  <message>
   <source>Lieux trouvés</source>
   <translation>Places found</translation>
  </message>
  <message>
   <source>Lieux à survoler</source>
   <translation>Places to fly over</translation>
  </message>
  <message>
   <source>Lieux à survoler…</source>
   <translation>Places to fly over…</translation>
  </message>
  <message>
   <source>Lignes de la main courante</source>
   <translation>Lines of the log book</translation>
  </message>
  <message>
   <source>Lignes hors de toute parcelle connue</source>
   <translation>Rows outside any known parcel</translation>
  </message>
  <message>
   <source>Lignes mises à jour</source>
   <translation>Rows updated</translation>
  </message>
  <message>
   <source>Lire une affaire</source>
   <translation>Read a case</translation>
  </message>
  <message>
   <source>Liste</source>
   <translation>List</translation>
  </message>
  <message>
   <source>Liste (B)</source>
   <translation>List (B)</translation>
  </message>
  <message>
   <source>Liste Sitadel (CSV)</source>
   <translation>Sitadel list (CSV)</translation>
  </message>
  <message>
   <source>Liste avant vol : points cochés, ou « tout »</source>
   <translation>Pre-flight list: points ticked, or “tout”</translation>
  </message>
  <message>
   <source>Liste ce qui se prescrit dans les 90 jours, ou dans le délai choisi.</source>
   <translation>Lists what becomes time-barred within 90 days, or within the time chosen.</translation>
  </message>
  <message>
   <source>Liste des affaires</source>
   <translation>List of cases</translation>
  </message>
  <message>
   <source>Liste des objets</source>
   <translation>List of objects</translation>
  </message>
  <message>
   <source>Longueur</source>
   <translation>Length</translation>
  </message>
  <message>
   <source>Longueur (km)</source>
   <translation>Length (km)</translation>
  </message>
  <message>
   <source>Longueur (m)</source>
   <translation>Length (m)</translation>
  </message>
  <message>
   <source>Longueur d'une ligne</source>
   <translation>Length of a line</translation>
  </message>
  <message>
   <source>Longueur, surface et hauteur d'objets dessinés, chacune avec son incertitude.</source>
   <translation>Length, area and height of drawn features, each with its uncertainty.</translation>
  </message>
  <message>
   <source>Lots reçus</source>
   <translation>Batches received</translation>
  </message>
  <message>
   <source>Légal</source>
   <translation>Legal</translation>
  </message>
  <message>
   <source>Légende</source>
   <translation>Legend</translation>
  </message>
  <message>
   <source>Ma &amp;position</source>
   <translation>My &amp;position</translation>
  </message>
  <message>
   <source>Ma fiche…</source>
   <translation>My card…</translation>
  </message>
  <message>
   <source>Main courante</source>
   <translation>Log book</translation>
  </message>
  <message>
   <source>Main courante en PD&amp;F</source>
   <translation>Log book as PD&amp;F</translation>
  </message>
  <message>
   <source>Main courante enregistrée : {fichier}</source>
   <translation>Log book saved: {fichier}</translation>
  </message>
  <message>
   <source>Manifeste</source>
   <translation>Manifest</translation>
  </message>
  <message>
   <source>Marge (m ; vide : l'incertitude de la photo)</source>
   <translation>Margin (m; empty: the uncertainty of the photograph)</translation>
  </message>
  <message>
   <source>Marge autour de la zone (m)</source>
   <translation>Margin around the zone (m)</translation>
  </message>
  <message>
   <source>Marge autour de la zone, en mètres</source>
   <translation>Margin around the zone, in metres</translation>
  </message>
  <message>
   <source>Masquer toute l'image jusqu'ici</source>
   <translation>Hide the whole picture up to here</translation>
  </message>
  <message>
   <source>Masquer toute l'image à partir d'ici</source>
   <translation>Hide the whole picture from here</translation>
  </message>
  <message>
   <source>Message</source>
   <translation>Message</translation>
  </message>
  <message>
   <source>Mesure</source>
   <translation>Measurement</translation>
  </message>
  <message>
   <source>Mesurer dans une photo</source>
   <translation>Measure in a photograph</translation>
  </message>
  <message>
   <source>Mesurer dans {nom}</source>
   <translation>Measure in {nom}</translation>
  </message>
  <message>
   <source>Mesurer sur une mosaïque</source>
   <translation>Measure on a mosaic</translation>
  </message>
  <message>
   <source>Mesurer…</source>
   <translation>Measure…</translation>
  </message>
  <message>
   <source>Mesures</source>
   <translation>Measures</translation>
  </message>
  <message>
   <source>Mesures par classe (JSON)</source>
   <translation>Measures by class (JSON)</translation>
  </message>
  <message>
   <source>Met en page ce qui est à l'écran : titre, légende, échelle, date, sources.</source>
   <translation>Lays out what is on screen: title, legend, scale, date, sources.</translation>
  </message>
  <message>
   <source>Millésime (vide : lu dans le nom)</source>
   <translation>Vintage (empty: read in the name)</translation>
  </message>
  <message>
   <source>Millésime de la vue {numero}</source>
   <translation>Vintage of view {numero}</translation>
  </message>
  <message>
   <source>Minutes de vol</source>
   <translation>Minutes of flight</translation>
  </message>
  <message>
   <source>Minutes sur place (25, ou construction=40,caravane=15)</source>
   <translation>Minutes on the spot (25, or construction=40,caravane=15)</translation>
  </message>
  <message>
   <source>Mise en demeure</source>
   <translation>Formal notice</translation>
  </message>
  <message>
   <source>Mises en demeure (L.481-1)</source>
   <translation>Formal notices (L.481-1)</translation>
  </message>
  <message>
   <source>Mission (numéro ; vide : tout le dépôt)</source>
   <translation>Mission (number; empty: the whole store)</translation>
  </message>
  <message>
   <source>Mission (numéro)</source>
   <translation>Mission (number)</translation>
  </message>
  <message>
   <source>Mission, et photos qui attendent :</source>
   <translation>Mission, and photographs waiting:</translation>
  </message>
  <message>
   <source>Missions</source>
   <translation>Missions</translation>
  </message>
  <message>
   <source>Missions de drone</source>
   <translation>Drone missions</translation>
  </message>
  <message>
   <source>Mission…</source>
   <translation>Mission…</translation>
  </message>
  <message>
   <source>Mobil-home</source>
   <translation>Mobile home</translation>
  </message>
  <message>
   <source>Modèle ONNX (vide : celui en service, sinon celui de démonstration)</source>
   <translation>ONNX model (empty: the one in use, else the demonstration one)</translation>
  </message>
  <message>
   <source>Modèle ONNX appris sur le département</source>
   <translation>ONNX model learnt on the department</translation>
  </message>
  <message>
   <source>Modèle candidat</source>
   <translation>Candidate model</translation>
  </message>
  <message>
   <source>Modèle de détection (ONNX) du service</source>
   <translation>Detection model (ONNX) of the service</translation>
  </message>
  <message>
   <source>Modèle de surface (Lambert 93)</source>
   <translation>Surface model (Lambert 93)</translation>
  </message>
  <message>
   <source>Modèle de surface, pour les hauteurs</source>
   <translation>Surface model, for the heights</translation>
  </message>
  <message>
   <source>Modèle en service</source>
   <translation>Model in use</translation>
  </message>
  <message>
   <source>Montrer aussi les calculs &amp;précédents</source>
   <translation>Show &amp;earlier calculations too</translation>
  </message>
  <message>
   <source>Montrer les autorisations d'urbanisme (Sitadel)</source>
   <translation>Show planning permissions (Sitadel)</translation>
  </message>
  <message>
   <source>Mosaïque</source>
   <translation>Mosaic</translation>
  </message>
  <message>
   <source>Mosaïque de crise</source>
   <translation>Crisis mosaic</translation>
  </message>
  <message>
   <source>Mosaïque de crise…</source>
   <translation>Crisis mosaic…</translation>
  </message>
  <message>
   <source>Mosaïque ou orthophoto</source>
   <translation>Mosaic or orthophoto</translation>
  </message>
  <message>
   <source>Moteur</source>
   <translation>Engine</translation>
  </message>
  <message>
   <source>Motif</source>
   <translation>Reason</translation>
  </message>
  <message>
   <source>Météo-France : pluie (clé)</source>
   <translation>Météo-France: rain (key)</translation>
  </message>
  <message>
   <source>Météo-France : vigilance (clé)</source>
   <translation>Météo-France: vigilance (key)</translation>
  </message>
  <message>
   <source>Nature</source>
   <translation>Kind</translation>
  </message>
  <message>
   <source>Nature des données</source>
   <translation>Kind of data</translation>
  </message>
  <message>
   <source>Ne montrer que les affaires de la liste</source>
   <translation>Show only the affairs of the list</translation>
  </message>
  <message>
   <source>Nom de ce poste</source>
   <translation>Name of this workstation</translation>
  </message>
  <message>
   <source>Nom de ce poste (la première fois seulement)</source>
   <translation>Name of this workstation (the first time only)</translation>
  </message>
  <message>
   <source>Nom de l'édition (vide : lu dans le nom du fichier)</source>
   <translation>Name of the edition (empty: read in the file name)</translation>
  </message>
  <message>
   <source>Nom de la base dans les échanges</source>
   <translation>Name of the database in the exchanges</translation>
  </message>
  <message>
   <source>Nom de la base dans les échanges (la première fois)</source>
   <translation>Name of the database in the exchanges (the first time)</translation>
  </message>
  <message>
   <source>Nom de la carte (vide : celui du dossier)</source>
   <translation>Name of the card (empty: that of the folder)</translation>
  </message>
  <message>
   <source>Nom de la tablette</source>
   <translation>Name of the tablet</translation>
  </message>
  <message>
   <source>Nom de la tournée</source>
   <translation>Name of the round</translation>
  </message>
  <message>
   <source>Nom de la zone</source>
   <translation>Name of the zone</translation>
  </message>
  <message>
   <source>Nom du jeu</source>
   <translation>Name of the set</translation>
  </message>
  <message>
   <source>Nom du lieu</source>
   <translation>Name of the place</translation>
  </message>
  <message>
   <source>Nombre d'infractions</source>
   <translation>Number of offences</translation>
  </message>
  <message>
   <source>Nombre d'objets</source>
   <translation>Number of objects</translation>
  </message>
  <message>
   <source>Nombre de pages</source>
   <translation>Number of pages</translation>
  </message>
  <message>
   <source>Nombre de photos</source>
   <translation>Number of photographs</translation>
  </message>
  <message>
   <source>Nombre de photos quand aucune n'est nommée</source>
   <translation>Number of photographs when none is named</translation>
  </message>
  <message>
   <source>Nombre de réponses</source>
   <translation>Number of answers</translation>
  </message>
  <message>
   <source>Nombre de sites (vide : tous)</source>
   <translation>Number of sites (empty: all)</translation>
  </message>
  <message>
   <source>Nombre de variantes</source>
   <translation>Number of alternatives</translation>
  </message>
  <message>
   <source>Nommer ces postes administrateurs (séparés par des virgules)</source>
   <translation>Name these workstations administrators (separated by commas)</translation>
  </message>
  <message>
   <source>Non prescrit</source>
   <translation>Not time-barred</translation>
  </message>
  <message>
   <source>Non vérifié</source>
   <translation>Not checked</translation>
  </message>
  <message>
   <source>Note la référence et la date de réception du dernier envoi.</source>
   <translation>Notes the reference and date of receipt of the last sending.</translation>
  </message>
  <message>
   <source>Noté présent en {annee} ; croisez de nouveau les millésimes pour la prescription.</source>
   <translation>Noted as present in {annee}; cross the vintages again for the time limits.</translation>
  </message>
  <message>
   <source>Nouvelle ligne de main courante</source>
   <translation>New line of the log book</translation>
  </message>
  <message>
   <source>Nuit</source>
   <translation>Night</translation>
  </message>
  <message>
   <source>Numéro de l'itinéraire (S3)</source>
   <translation>Number of the route (S3)</translation>
  </message>
  <message>
   <source>Numéro de la mission</source>
   <translation>Number of the mission</translation>
  </message>
  <message>
   <source>Numéro, mots ou article (L.421-1)</source>
   <translation>Number, words or article (L.421-1)</translation>
  </message>
  <message>
   <source>Numérote les affaires qui n'ont qu'un numéro provisoire (coffre du service).</source>
   <translation>Numbers the cases that only have a provisional number (the service's store).</translation>
  </message>
  <message>
   <source>O Signaler</source>
   <translation>O Report</translation>
  </message>
  <message>
   <source>Objet</source>
   <translation>Object</translation>
  </message>
  <message>
   <source>Objet ajouté, « suspect » : corrigez sa nature avec 1 à 6, son verdict avec L, S, I, X.</source>
   <translation>Object added as “suspect”: correct its kind with 1 to 6, its verdict with L, S, I, X.</translation>
  </message>
  <message>
   <source>Objet au sol (WKT, Lambert 93)</source>
   <translation>Object on the ground (WKT, Lambert 93)</translation>
  </message>
  <message>
   <source>Objets</source>
   <translation>Objects</translation>
  </message>
  <message>
   <source>Objets (sélection ; vide : selon les choix)</source>
   <translation>Objects (selection; empty: by the choices)</translation>
  </message>
  <message>
   <source>Objets (sélection)</source>
   <translation>Objects (selection)</translation>
  </message>
  <message>
   <source>Objets avec une autorisation sur leur parcelle</source>
   <translation>Objects with a permission on their parcel</translation>
  </message>
  <message>
   <source>Objets déjà signalés</source>
   <translation>Objects already reported</translation>
  </message>
  <message>
   <source>Objets détectés (sélection)</source>
   <translation>Detected objects (selection)</translation>
  </message>
  <message>
   <source>Objets en tout</source>
   <translation>Objects in all</translation>
  </message>
  <message>
   <source>Objets mis à jour</source>
   <translation>Features updated</translation>
  </message>
  <message>
   <source>Objets mis à jour dans PostGIS</source>
   <translation>Features updated in PostGIS</translation>
  </message>
  <message>
   <source>Objets modifiés</source>
   <translation>Features changed</translation>
  </message>
  <message>
   <source>Objets modifiés dans PostGIS</source>
   <translation>Features changed in PostGIS</translation>
  </message>
  <message>
   <source>Objets modifiés ici</source>
   <translation>Features changed here</translation>
  </message>
  <message>
   <source>Objets nouveaux</source>
   <translation>New features</translation>
  </message>
  <message>
   <source>Objets retrouvés</source>
   <translation>Objects found again</translation>
  </message>
  <message>
   <source>Objets revus</source>
   <translation>Objects reviewed</translation>
  </message>
  <message>
   <source>Objets suivis</source>
   <translation>Objects followed</translation>
  </message>
  <message>
   <source>Objets vus</source>
   <translation>Objects seen</translation>
  </message>
  <message>
   <source>Objets à mesurer (points, lignes, surfaces)</source>
   <translation>Features to measure (points, lines, areas)</translation>
  </message>
  <message>
   <source>Objets à relire sur un ancien millésime</source>
   <translation>Objects to look at again in an old vintage</translation>
  </message>
  <message>
   <source>Objets à visiter (sélection ; vide : selon les choix)</source>
   <translation>Objects to visit (selection; empty: by the choices)</translation>
  </message>
  <message>
   <source>Octets des différences</source>
   <translation>Bytes of the differences</translation>
  </message>
  <message>
   <source>Octets reçus</source>
   <translation>Bytes received</translation>
  </message>
  <message>
   <source>Officiel S</source>
   <translation>Official S</translation>
  </message>
  <message>
   <source>Options, séparées par des points-virgules (nom=valeur;nom=valeur)</source>
   <translation>Options, separated by semicolons (name=value;name=value)</translation>
  </message>
  <message>
   <source>Opérateur, inscrit au manifeste</source>
   <translation>Operator, recorded in the manifest</translation>
  </message>
  <message>
   <source>Orientation</source>
   <translation>Orientation</translation>
  </message>
  <message>
   <source>Originaux relus par leur empreinte, puis gardés au coffre comme pièces de l'affaire.</source>
   <translation>Originals read again by their hash, then kept in the store as pieces of the affair.</translation>
  </message>
  <message>
   <source>Origine de l'information</source>
   <translation>Origin of the information</translation>
  </message>
  <message>
   <source>Origine des zones (vide : tracées à la main)</source>
   <translation>Where the zones come from (empty: drawn by hand)</translation>
  </message>
  <message>
   <source>Orthophotographie</source>
   <translation>Orthophotograph</translation>
  </message>
  <message>
   <source>Ou dossier de dalles</source>
   <translation>Or folder of tiles</translation>
  </message>
  <message>
   <source>Ou fichier de scénario (JSON)</source>
   <translation>Or scenario file (JSON)</translation>
  </message>
  <message>
   <source>Ou une recette (plusieurs imports d'un coup)</source>
   <translation>Or a recipe (several imports at once)</translation>
  </message>
  <message>
   <source>Ou zone concernée</source>
   <translation>Or area concerned</translation>
  </message>
  <message>
   <source>Ouv&amp;rir</source>
   <translation>O&amp;pen</translation>
  </message>
  <message>
   <source>Ouvre un rectificatif ; le procès-verbal clos n'est pas touché.</source>
   <translation>Opens a rectification; the closed report is not touched.</translation>
  </message>
  <message>
   <source>Ouvre, à la suite d'un procès-verbal clos, celui d'une nouvelle visite.</source>
   <translation>Opens, after a closed report, that of a new visit.</translation>
  </message>
  <message>
   <source>Ouvrez le coffre : le procès-verbal commencera au lieu choisi.</source>
   <translation>Open the store: the report will begin at the place chosen.</translation>
  </message>
  <message>
   <source>Ouvrir</source>
   <translation>Open</translation>
  </message>
  <message>
   <source>Ouvrir l'original</source>
   <translation>Open the original</translation>
  </message>
  <message>
   <source>Ouvrir la vidéo</source>
   <translation>Open the video</translation>
  </message>
  <message>
   <source>Ouvrir le &amp;dossier des sorties</source>
   <translation>Open the output &amp;folder</translation>
  </message>
  <message>
   <source>Ouvrir le coffre</source>
   <translation>Open the store</translation>
  </message>
  <message>
   <source>Ouvrir le document à la fin</source>
   <translation>Open the document at the end</translation>
  </message>
  <message>
   <source>Ouvrir le panneau des procès-verbaux</source>
   <translation>Open the offence reports panel</translation>
  </message>
  <message>
   <source>Ouvrir un signalement</source>
   <translation>Open a report</translation>
  </message>
  <message>
   <source>Ouvrir une affaire depuis un signalement</source>
   <translation>Open an affair from a report of a detection</translation>
  </message>
  <message>
   <source>P&amp;lans et extraits</source>
   <translation>P&amp;lans and extracts</translation>
  </message>
  <message>
   <source>PDF</source>
   <translation>PDF</translation>
  </message>
  <message>
   <source>PDF (*.pdf)</source>
   <translation>PDF (*.pdf)</translation>
  </message>
  <message>
   <source>PDF d'un procès-verbal</source>
   <translation>PDF of a report</translation>
  </message>
  <message>
   <source>PDF géoréférencé (GeoPDF)</source>
   <translation>Georeferenced PDF (GeoPDF)</translation>
  </message>
  <message>
   <source>Page du règlement</source>
   <translation>Page of the regulation</translation>
  </message>
  <message>
   <source>Panneaux solaires</source>
   <translation>Solar panels</translation>
  </message>
  <message>
   <source>Paquet d'exercice fabriqué.</source>
   <translation>Exercise pack made.</translation>
  </message>
  <message>
   <source>Paquet de données : {titre}, du {date}.</source>
   <translation>Data pack: {titre}, of {date}.</translation>
  </message>
  <message>
   <source>Paquet de données absent</source>
   <translation>No data pack</translation>
  </message>
  <message>
   <source>Paquets</source>
   <translation>Packs</translation>
  </message>
  <message>
   <source>Parcelle</source>
   <translation>Parcel</translation>
  </message>
  <message>
   <source>Parcelle et zones de l'objet dessiné</source>
   <translation>Parcel and zones of the drawn object</translation>
  </message>
  <message>
   <source>Parcelles</source>
   <translation>Parcels</translation>
  </message>
  <message>
   <source>Parcelles cadastrales</source>
   <translation>Cadastral parcels</translation>
  </message>
  <message>
   <source>Parcelles concernées, séparées par « ; » (vide : celles de la mission)</source>
   <translation>Parcels concerned, separated by ";" (empty: those of the mission)</translation>
  </message>
  <message>
   <source>Part du département (1 : tout l'Hérault)</source>
   <translation>Share of the department (1: all of Hérault)</translation>
  </message>
  <message>
   <source>Part du sol réservée à la validation</source>
   <translation>Share of the ground kept for validation</translation>
  </message>
  <message>
   <source>Passages obligés, séparés par « ; »</source>
   <translation>Places to pass by, separated by “;”</translation>
  </message>
  <message>
   <source>Passer</source>
   <translation>Skip</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <source>Pause de midi (min)</source>
   <translation>Lunch break (min)</translation>
  </message>
  <message>
   <source>Paysage</source>
   <translation>Landscape</translation>
  </message>
  <message>
   <source>Peines encourues</source>
   <translation>Penalties incurred</translation>
  </message>
  <message>
   <source>Permis sur la parcelle : {permis}</source>
   <translation>Permits on the parcel: {permis}</translation>
  </message>
  <message>
   <source>Personnes</source>
   <translation>People</translation>
  </message>
  <message>
   <source>Personnes
isolées</source>
   <translation>People
cut off</translation>
  </message>
  <message>
   <source>Personnes la nuit</source>
   <translation>People at night</translation>
  </message>
  <message>
   <source>Photo : fichier, nom au registre ou empreinte</source>
   <translation>Photograph: file, name in the register or hash</translation>
  </message>
  <message>
   <source>Photo : nom au registre ou empreinte</source>
   <translation>Photograph: name in the register or hash</translation>
  </message>
  <message>
   <source>Photo au sol</source>
   <translation>Photograph on the ground</translation>
  </message>
  <message>
   <source>Photographie</source>
   <translation>Photograph</translation>
  </message>
  <message>
   <source>Photographie aérienne IGN</source>
   <translation>IGN aerial photograph</translation>
  </message>
  <message>
   <source>Photographie aérienne à emporter (GeoTIFF, JPEG 2000…)</source>
   <translation>Aerial photograph to take along (GeoTIFF, JPEG 2000…)</translation>
  </message>
  <message>
   <source>Photographies</source>
   <translation>Photographs</translation>
  </message>
  <message>
   <source>Photographies d'une affaire avec leur légende, leur échelle et leur empreinte.</source>
   <translation>Photographs of an affair with their caption, scale and hash.</translation>
  </message>
  <message>
   <source>Photographies de drone jointes à l'affaire ou qui voient son lieu, avec leur empreinte.</source>
   <translation>Drone photographs tied to the affair or that see its place, with their hash.</translation>
  </message>
  <message>
   <source>Photographies et documents (*.jpg *.jpeg *.png *.pdf)</source>
   <translation>Photographs and documents (*.jpg *.jpeg *.png *.pdf)</translation>
  </message>
  <message>
   <source>Photographies et pièces</source>
   <translation>Photographs and exhibits</translation>
  </message>
  <message>
   <source>Photos</source>
   <translation>Photographs</translation>
  </message>
  <message>
   <source>Photos (JSON)</source>
   <translation>Photographs (JSON)</translation>
  </message>
  <message>
   <source>Photos : noms ou empreintes, séparés par « ; » (vide : celles qui voient le mieux le lieu)</source>
   <translation>Photographs: names or hashes, separated by “;” (empty: those that see the place best)</translation>
  </message>
  <message>
   <source>Photos au cap faux</source>
   <translation>Photographs with a wrong heading</translation>
  </message>
  <message>
   <source>Photos de &amp;drone…</source>
   <translation>&amp;Drone photographs…</translation>
  </message>
  <message>
   <source>Photos de drone</source>
   <translation>Drone photographs</translation>
  </message>
  <message>
   <source>Photos de drone d'une affaire</source>
   <translation>Drone photographs of an affair</translation>
  </message>
  <message>
   <source>Photos jointes ou retirées</source>
   <translation>Photographs attached or removed</translation>
  </message>
  <message>
   <source>Photos nouvelles</source>
   <translation>New photographs</translation>
  </message>
  <message>
   <source>Photos qui voient un point</source>
   <translation>Photographs that see a point</translation>
  </message>
  <message>
   <source>Photos à flouter</source>
   <translation>Photographs to blur</translation>
  </message>
  <message>
   <source>Photos à flouter…</source>
   <translation>Photographs to blur…</translation>
  </message>
  <message>
   <source>Phrase du certificat :</source>
   <translation>Passphrase of the certificate:</translation>
  </message>
  <message>
   <source>Phrase secrète</source>
   <translation>Passphrase</translation>
  </message>
  <message>
   <source>Phrase secrète, encore</source>
   <translation>Passphrase, again</translation>
  </message>
  <message>
   <source>Phrases d'amorce qui conviennent à la nature, au lieu et aux faits d'une affaire, à compléter à la main.</source>
   <translation>Opening sentences that suit the nature, place and facts of an affair, to be completed by hand.</translation>
  </message>
  <message>
   <source>Phrases proposées</source>
   <translation>Sentences proposed</translation>
  </message>
  <message>
   <source>Phrases qui conviennent à cette affaire (double clic pour insérer, puis remplissez chaque « … ») :</source>
   <translation>Sentences that suit this affair (double click to insert, then fill each "…"):</translation>
  </message>
  <message>
   <source>Piscine</source>
   <translation>Swimming pool</translation>
  </message>
  <message>
   <source>Pixel (cm ; vide : celui de la photo)</source>
   <translation>Pixel (cm; empty: the photograph's)</translation>
  </message>
  <message>
   <source>Pixel (cm ; vide : choisi selon le vol)</source>
   <translation>Pixel (cm; empty: chosen from the flight)</translation>
  </message>
  <message>
   <source>Pièces</source>
   <translation>Pieces</translation>
  </message>
  <message>
   <source>Plan IGN</source>
   <translation>IGN map</translation>
  </message>
  <message>
   <source>Plan ajusté au contour</source>
   <translation>Plane fitted to the outline</translation>
  </message>
  <message>
   <source>Plan de situation, photographie aérienne, extraits du cadastre, du PLU et du PPR, en un PDF.</source>
   <translation>Situation plan, aerial photograph, extracts of cadastre, PLU and PPR, in one PDF.</translation>
  </message>
  <message>
   <source>Plan local d'urbanisme</source>
   <translation>Local plan</translation>
  </message>
  <message>
   <source>Planche</source>
   <translation>Sheet</translation>
  </message>
  <message>
   <source>Planche photographique</source>
   <translation>Photograph sheet</translation>
  </message>
  <message>
   <source>Plans et extraits</source>
   <translation>Plans and extracts</translation>
  </message>
  <message>
   <source>Plans et extraits d'une affaire</source>
   <translation>Plans and extracts of an affair</translation>
  </message>
  <message>
   <source>Plein écran
C&amp;OD</source>
   <translation>&amp;Operations
room</translation>
  </message>
  <message>
   <source>Plein écran COD</source>
   <translation>Operations room full screen</translation>
  </message>
  <message>
   <source>Plus petite surface gardée (m²)</source>
   <translation>Smallest area kept (m²)</translation>
  </message>
  <message>
   <source>Poids par essieu (t)</source>
   <translation>Weight per axle (t)</translation>
  </message>
  <message>
   <source>Poids total (t)</source>
   <translation>Total weight (t)</translation>
  </message>
  <message>
   <source>Point</source>
   <translation>Point</translation>
  </message>
  <message>
   <source>Point
d'accueil</source>
   <translation>Reception
point</translation>
  </message>
  <message>
   <source>Points de la liste avant vol à cocher</source>
   <translation>Points of the pre-flight list to tick</translation>
  </message>
  <message>
   <source>Points en pixels : x,y depuis le coin haut gauche, séparés par « ; »</source>
   <translation>Points in pixels: x,y from the upper left corner, separated by ";"</translation>
  </message>
  <message>
   <source>Points et incertitudes (JSON)</source>
   <translation>Points and uncertainties (JSON)</translation>
  </message>
  <message>
   <source>Points vérifiés</source>
   <translation>Points checked</translation>
  </message>
  <message>
   <source>Population par commune</source>
   <translation>People by commune</translation>
  </message>
  <message>
   <source>Population par âge</source>
   <translation>People by age</translation>
  </message>
  <message>
   <source>Population à évacuer</source>
   <translation>Population to evacuate</translation>
  </message>
  <message>
   <source>Porte des contours à la carte de crise comme situations, avec leur classe de dégât, et imprime une fiche avec les photos.</source>
   <translation>Brings outlines to the crisis map as situations, with their damage class, and prints a sheet with the photographs.</translation>
  </message>
  <message>
   <source>Porter à la carte de crise</source>
   <translation>Bring to the crisis map</translation>
  </message>
  <message>
   <source>Portrait</source>
   <translation>Portrait</translation>
  </message>
  <message>
   <source>Portée (m)</source>
   <translation>Range (m)</translation>
  </message>
  <message>
   <source>Poser ce que l'on sait ; main courante</source>
   <translation>Put down what is known; log book</translation>
  </message>
  <message>
   <source>Poser une photo sur le terrain</source>
   <translation>Lay a photograph on the terrain</translation>
  </message>
  <message>
   <source>Position</source>
   <translation>Position</translation>
  </message>
  <message>
   <source>Position d'adresses par le géocodage de l'IGN ; celles déjà cherchées sont retrouvées hors ligne.</source>
   <translation>Position of addresses by IGN's geocoding; those already looked for are found again offline.</translation>
  </message>
  <message>
   <source>Position d'un point</source>
   <translation>Position of a point</translation>
  </message>
  <message>
   <source>Position du GPS connecté à QGIS</source>
   <translation>Position of the GPS connected to QGIS</translation>
  </message>
  <message>
   <source>Position du GPS{}.</source>
   <translation>GPS position{}.</translation>
  </message>
  <message>
   <source>Position inconnue à cet instant.</source>
   <translation>Position unknown at this instant.</translation>
  </message>
  <message>
   <source>Position à {} m près : vérifiez la parcelle sur la carte.</source>
   <translation>Position within {} m: check the parcel on the map.</translation>
  </message>
  <message>
   <source>Position, longueur, surface ou hauteur pointée dans une photo, même oblique, avec son incertitude.</source>
   <translation>Position, length, area or height pointed in a photograph, even an oblique one, with its uncertainty.</translation>
  </message>
  <message>
   <source>Position, longueur, surface ou hauteur, pointées dans la photo et dessinées sur la carte</source>
   <translation>Position, length, area or height, pointed in the photograph and drawn on the map</translation>
  </message>
  <message>
   <source>PostGIS</source>
   <translation>PostGIS</translation>
  </message>
  <message>
   <source>Poste</source>
   <translation>Workstation</translation>
  </message>
  <message>
   <source>Poste de
commandement</source>
   <translation>Command
post</translation>
  </message>
  <message>
   <source>Poste jumeau (vide : trouvé s'il n'y en a qu'un)</source>
   <translation>Twin workstation (empty: found when there is only one)</translation>
  </message>
  <message>
   <source>Pour information</source>
   <translation>For information</translation>
  </message>
  <message>
   <source>Pourquoi</source>
   <translation>Why</translation>
  </message>
  <message>
   <source>Pourquoi ? N'écrivez aucun nom : cette couche est partagée.</source>
   <translation>Why? Write no name: this layer is shared.</translation>
  </message>
  <message>
   <source>Première page</source>
   <translation>First page</translation>
  </message>
  <message>
   <source>Prendre la valeur &amp;reçue</source>
   <translation>Take the value &amp;received</translation>
  </message>
  <message>
   <source>Prendre le point sur la &amp;carte</source>
   <translation>Take the point on the &amp;map</translation>
  </message>
  <message>
   <source>Prendre sur la carte</source>
   <translation>Pick on the map</translation>
  </message>
  <message>
   <source>Prescription</source>
   <translation>Prescription</translation>
  </message>
  <message>
   <source>Prescriptions</source>
   <translation>Prescriptions</translation>
  </message>
  <message>
   <source>Prescrit</source>
   <translation>Time-barred</translation>
  </message>
  <message>
   <source>Prescrits (P)</source>
   <translation>Time-barred (P)</translation>
  </message>
  <message>
   <source>Preuve</source>
   <translation>Evidence</translation>
  </message>
  <message>
   <source>Priorité</source>
   <translation>Priority</translation>
  </message>
  <message>
   <source>Priorité au moins</source>
   <translation>Priority at least</translation>
  </message>
  <message>
   <source>Prise le</source>
   <translation>Taken on</translation>
  </message>
  <message>
   <source>Prises de vue</source>
   <translation>Shots</translation>
  </message>
  <message>
   <source>Procès-verbal</source>
   <translation>Offence report</translation>
  </message>
  <message>
   <source>Procès-verbaux</source>
   <translation>Offence reports</translation>
  </message>
  <message>
   <source>Produire la fiche et le tableau dans « sorties »</source>
   <translation>Make the sheet and the table in “sorties”</translation>
  </message>
  <message>
   <source>Produits</source>
   <translation>Products</translation>
  </message>
  <message>
   <source>Projette une photo, même oblique, sur le terrain, là où elle voit le sol, avec son incertitude.</source>
   <translation>Projects a photograph, even oblique, onto the terrain, where it sees the ground, with its uncertainty.</translation>
  </message>
  <message>
   <source>Propose, sans rien flouter, les maisons et jardins qu'une photo montre et que la mission ne concerne pas.</source>
   <translation>Proposes, without blurring anything, the houses and gardens that a photograph shows and that the mission is not about.</translation>
  </message>
  <message>
   <source>Proposer</source>
   <translation>Propose</translation>
  </message>
  <message>
   <source>Proposer des zones à flouter</source>
   <translation>Propose zones to blur</translation>
  </message>
  <message>
   <source>Proposer les infractions</source>
   <translation>Propose the offences</translation>
  </message>
  <message>
   <source>Propositions</source>
   <translation>Proposals</translation>
  </message>
  <message>
   <source>Propositions (JSON)</source>
   <translation>Proposals (JSON)</translation>
  </message>
  <message>
   <source>Protéger</source>
   <translation>Protect</translation>
  </message>
  <message>
   <source>Protégée par un mot de passe</source>
   <translation>Protected by a password</translation>
  </message>
  <message>
   <source>Précision du modèle (m, écart-type)</source>
   <translation>Accuracy of the model (m, standard deviation)</translation>
  </message>
  <message>
   <source>Précision du pointé (m ; vide : celle de l'image)</source>
   <translation>Pointing accuracy (m; empty: the picture's)</translation>
  </message>
  <message>
   <source>Précision du pointé (m, écart-type)</source>
   <translation>Pointing accuracy (m, standard deviation)</translation>
  </message>
  <message>
   <source>Précision du pointé (pixels, écart-type)</source>
   <translation>Accuracy of the pointing (pixels, standard deviation)</translation>
  </message>
  <message>
   <source>Préparer la base PostGIS du bureau</source>
   <translation>Prepare the office's PostGIS database</translation>
  </message>
  <message>
   <source>Préparer la transmission</source>
   <translation>Prepare the sending</translation>
  </message>
  <message>
   <source>Préparer une tablette (QField)</source>
   <translation>Prepare a tablet (QField)</translation>
  </message>
  <message>
   <source>Préparer une tablette (QField)…</source>
   <translation>Prepare a tablet (QField)…</translation>
  </message>
  <message>
   <source>Préparer une tournée de contrôle</source>
   <translation>Prepare a round of visits</translation>
  </message>
  <message>
   <source>Prévention des risques</source>
   <translation>Risk prevention</translation>
  </message>
  <message>
   <source>Prêt à partir ?</source>
   <translation>Ready to go?</translation>
  </message>
  <message>
   <source>Prêt à partir ?…</source>
   <translation>Ready to go?…</translation>
  </message>
  <message>
   <source>Publier les photos et vidéos d'une mission</source>
   <translation>Publish the photographs and videos of a mission</translation>
  </message>
  <message>
   <source>Publier un paquet de données</source>
   <translation>Publish a data pack</translation>
  </message>
  <message>
   <source>Publier une mission…</source>
   <translation>Publish a mission…</translation>
  </message>
  <message>
   <source>Purger les affaires échues</source>
   <translation>Purge expired cases</translation>
  </message>
  <message>
   <source>QGIS ne connaît pas la connexion PostgreSQL « {nom} » : créez-la dans l'explorateur (PostgreSQL &gt; Nouvelle connexion).</source>
   <translation>QGIS does not know the PostgreSQL connection “{nom}”: create it in the browser (PostgreSQL &gt; New connection).</translation>
  </message>
  <message>
   <source>Qu'aller voir, où, et que dit le règlement à cet endroit ?</source>
   <translation>What to go and see, where, and what does the regulation say there?</translation>
  </message>
  <message>
   <source>Qu'est-ce qui est à corriger ? Le procès-verbal clos ne change pas.</source>
   <translation>What is to be corrected? The closed report does not change.</translation>
  </message>
  <message>
   <source>Quand</source>
   <translation>When</translation>
  </message>
  <message>
   <source>Que se passe-t-il ?</source>
   <translation>What is happening?</translation>
  </message>
  <message>
   <source>Quelle route est coupée, par où passer ?</source>
   <translation>Which road is cut, which way round?</translation>
  </message>
  <message>
   <source>Quelles communes et quels établissements ne sont plus atteints par la route, avec les coupures saisies ?</source>
   <translation>Which communes and establishments can no longer be reached by road, with the cuts entered?</translation>
  </message>
  <message>
   <source>Qui</source>
   <translation>Who</translation>
  </message>
  <message>
   <source>Qui a ouvert, lu, exporté, et pourquoi.</source>
   <translation>Who opened, read, exported, and why.</translation>
  </message>
  <message>
   <source>Qui est sous l'eau, qui faut-il évacuer ?</source>
   <translation>Who is under water, who must be evacuated?</translation>
  </message>
  <message>
   <source>Qui êtes-vous ?</source>
   <translation>Who are you?</translation>
  </message>
  <message>
   <source>Quitter (Échap)</source>
   <translation>Leave (Esc)</translation>
  </message>
  <message>
   <source>Quoi</source>
   <translation>What</translation>
  </message>
  <message>
   <source>Raccord de 9 liens sur 10 (m)</source>
   <translation>Mismatch of 9 ties out of 10 (m)</translation>
  </message>
  <message>
   <source>Raccord médian (m)</source>
   <translation>Median mismatch (m)</translation>
  </message>
  <message>
   <source>Rangée dans le dossier des sorties.</source>
   <translation>Filed in the output folder.</translation>
  </message>
  <message>
   <source>Rappels</source>
   <translation>Reminders</translation>
  </message>
  <message>
   <source>Rappels, signalements, tableau de bord, baromètres, échange, ma fiche</source>
   <translation>Reminders, reports of detections, dashboard, barometers, exchange, my card</translation>
  </message>
  <message>
   <source>Rappels…</source>
   <translation>Reminders…</translation>
  </message>
  <message>
   <source>Rapport</source>
   <translation>Report</translation>
  </message>
  <message>
   <source>Rapport en clair</source>
   <translation>Report in plain words</translation>
  </message>
  <message>
   <source>Rassemble le procès-verbal scellé, ses pièces et le bordereau des empreintes.</source>
   <translation>Gathers the sealed report, its exhibits and the list of hashes.</translation>
  </message>
  <message>
   <source>Rayon d'un site (m)</source>
   <translation>Radius of a site (m)</translation>
  </message>
  <message>
   <source>Re&amp;tirer de la carte</source>
   <translation>&amp;Remove from the map</translation>
  </message>
  <message>
   <source>Recevoir d'un autre appareil</source>
   <translation>Receive from another device</translation>
  </message>
  <message>
   <source>Recherche</source>
   <translation>Search</translation>
  </message>
  <message>
   <source>Recherche des maisons vues…</source>
   <translation>Looking for the houses seen…</translation>
  </message>
  <message>
   <source>Reconnaître ici la liste de cette empreinte</source>
   <translation>Recognise here the list of this fingerprint</translation>
  </message>
  <message>
   <source>Rectificatif</source>
   <translation>Rectification</translation>
  </message>
  <message>
   <source>Rectifier</source>
   <translation>Rectify</translation>
  </message>
  <message>
   <source>Rectifier un procès-verbal clos</source>
   <translation>Rectify a closed report</translation>
  </message>
  <message>
   <source>Refaire</source>
   <translation>Again</translation>
  </message>
  <message>
   <source>Refaire un passage déjà terminé</source>
   <translation>Do again a pass already finished</translation>
  </message>
  <message>
   <source>Registre</source>
   <translation>Register</translation>
  </message>
  <message>
   <source>Registre des vols et statistiques</source>
   <translation>Flight register and statistics</translation>
  </message>
  <message>
   <source>Registre des vols…</source>
   <translation>Flight register…</translation>
  </message>
  <message>
   <source>Relire un ancien millésime</source>
   <translation>Look again at an old vintage</translation>
  </message>
  <message>
   <source>Relit chaque original, recalcule son empreinte, contrôle la signature et la chaîne des manifestes.</source>
   <translation>Reads each original again, computes its hash, checks the signature and the chain of manifests.</translation>
  </message>
  <message>
   <source>Remettre le modèle de démonstration</source>
   <translation>Put the demonstration model back</translation>
  </message>
  <message>
   <source>Remis par</source>
   <translation>Handed over by</translation>
  </message>
  <message>
   <source>Remise (*.remise.json)</source>
   <translation>Hand-over (*.remise.json)</translation>
  </message>
  <message>
   <source>Remise (fichier .remise.json à côté de la fiche)</source>
   <translation>Hand-over (.remise.json file beside the sheet)</translation>
  </message>
  <message>
   <source>Remplissez d'abord votre fiche : commission, serment, ressort.</source>
   <translation>Fill in your card first: commission, oath, territory.</translation>
  </message>
  <message>
   <source>Renouveler la clé de chiffrement de ce poste</source>
   <translation>Renew this workstation's encryption key</translation>
  </message>
  <message>
   <source>Reprendre une tablette (QField)</source>
   <translation>Take a tablet back (QField)</translation>
  </message>
  <message>
   <source>Reprendre une tablette (QField)…</source>
   <translation>Take a tablet back (QField)…</translation>
  </message>
  <message>
   <source>Reprojection (pixels ; moteur complet)</source>
   <translation>Reprojection (pixels; full engine)</translation>
  </message>
  <message>
   <source>Retirer</source>
   <translation>Remove</translation>
  </message>
  <message>
   <source>Retirer ces photos de l'affaire</source>
   <translation>Remove these photographs from the case</translation>
  </message>
  <message>
   <source>Retirer la zone</source>
   <translation>Remove the zone</translation>
  </message>
  <message>
   <source>Retirer le dernier point</source>
   <translation>Remove the last point</translation>
  </message>
  <message>
   <source>Retirer le dernier tracé</source>
   <translation>Remove the last outline</translation>
  </message>
  <message>
   <source>Retour de tablette (*.zip.age *.zip *.json)</source>
   <translation>Tablet return (*.zip.age *.zip *.json)</translation>
  </message>
  <message>
   <source>Retrouver des adresses</source>
   <translation>Find addresses</translation>
  </message>
  <message>
   <source>Revenir au bureau simplifié (Ctrl+Maj+Q)</source>
   <translation>Back to the simplified desktop (Ctrl+Shift+Q)</translation>
  </message>
  <message>
   <source>Revenir au paquet précédent</source>
   <translation>Go back to the previous pack</translation>
  </message>
  <message>
   <source>Revenir au paquet précédent…</source>
   <translation>Go back to the previous pack…</translation>
  </message>
  <message>
   <source>Revue</source>
   <translation>Review</translation>
  </message>
  <message>
   <source>Revue des détections</source>
   <translation>Review of detections</translation>
  </message>
  <message>
   <source>Revue terminée</source>
   <translation>Review finished</translation>
  </message>
  <message>
   <source>Revus (R)</source>
   <translation>Reviewed (R)</translation>
  </message>
  <message>
   <source>Reçu</source>
   <translation>Received</translation>
  </message>
  <message>
   <source>Reçu par</source>
   <translation>Received by</translation>
  </message>
  <message>
   <source>Rideau</source>
   <translation>Swipe</translation>
  </message>
  <message>
   <source>Rideau : glissez sur la carte. À gauche du trait, « {nom} » ; à droite, la carte sans elle. Échap pour finir.</source>
   <translation>Swipe: drag on the map. Left of the line, “{nom}”; right, the map without it. Esc to finish.</translation>
  </message>
  <message>
   <source>Rideau avant-après</source>
   <translation>Before-after curtain</translation>
  </message>
  <message>
   <source>Rien à ajouter : importez une carte, ou les couches sont déjà là.</source>
   <translation>Nothing to add: import a card, or the layers are already there.</translation>
  </message>
  <message>
   <source>Rien à corriger</source>
   <translation>Nothing to correct</translation>
  </message>
  <message>
   <source>Rien à revoir</source>
   <translation>Nothing to review</translation>
  </message>
  <message>
   <source>Risque
technologique</source>
   <translation>Technological
hazard</translation>
  </message>
  <message>
   <source>Risques</source>
   <translation>Risks</translation>
  </message>
  <message>
   <source>Risques et installations classées (Géorisques)</source>
   <translation>Hazards and classified installations (Géorisques)</translation>
  </message>
  <message>
   <source>Route
coupée</source>
   <translation>Road
cut</translation>
  </message>
  <message>
   <source>Route coupée au-delà de (m d'eau)</source>
   <translation>Road cut beyond (m of water)</translation>
  </message>
  <message>
   <source>Routes BD TOPO</source>
   <translation>BD TOPO roads</translation>
  </message>
  <message>
   <source>Routes coupées</source>
   <translation>Roads cut</translation>
  </message>
  <message>
   <source>Routes et déviations</source>
   <translation>Roads and detours</translation>
  </message>
  <message>
   <source>Routes signalées fermées (Bison Futé)</source>
   <translation>Roads reported closed (Bison Futé)</translation>
  </message>
  <message>
   <source>Routes sous l'eau, {zone}</source>
   <translation>Roads under water, {zone}</translation>
  </message>
  <message>
   <source>Règlement</source>
   <translation>Regulation</translation>
  </message>
  <message>
   <source>Règlement au lieu choisi</source>
   <translation>Regulation at the place chosen</translation>
  </message>
  <message>
   <source>Règlement du PPR</source>
   <translation>Risk-plan rule</translation>
  </message>
  <message>
   <source>Règlement ici</source>
   <translation>Regulation here</translation>
  </message>
  <message>
   <source>Réactualiser un procès-verbal</source>
   <translation>Follow up a report</translation>
  </message>
  <message>
   <source>Régler les conflits</source>
   <translation>Settle the conflicts</translation>
  </message>
  <message>
   <source>Régler les conflits…</source>
   <translation>Settle the conflicts…</translation>
  </message>
  <message>
   <source>Réparer</source>
   <translation>Repair</translation>
  </message>
  <message>
   <source>Réponse</source>
   <translation>Answer</translation>
  </message>
  <message>
   <source>Réponse en une phrase</source>
   <translation>Answer in one sentence</translation>
  </message>
  <message>
   <source>Résultat</source>
   <translation>Result</translation>
  </message>
  <message>
   <source>Résultat détaillé (JSON)</source>
   <translation>Detailed result (JSON)</translation>
  </message>
  <message>
   <source>Résultat en une phrase</source>
   <translation>Result in one sentence</translation>
  </message>
  <message>
   <source>Révoquer ce poste (volé, perdu, réformé)</source>
   <translation>Revoke this workstation (stolen, lost, retired)</translation>
  </message>
  <message>
   <source>S&amp;ervice</source>
   <translation>S&amp;ervice</translation>
  </message>
  <message>
   <source>Saisies modifiables</source>
   <translation>Editable entries</translation>
  </message>
  <message>
   <source>Saisir les suites d'une affaire</source>
   <translation>Enter the follow-up of an affair</translation>
  </message>
  <message>
   <source>Sans coupure</source>
   <translation>Without cuts</translation>
  </message>
  <message>
   <source>Sans objet</source>
   <translation>Not applicable</translation>
  </message>
  <message>
   <source>Sans retour au départ</source>
   <translation>Without return to the start</translation>
  </message>
  <message>
   <source>Sans suite</source>
   <translation>Nothing done</translation>
  </message>
  <message>
   <source>Sans tenir compte des coupures de route du jour</source>
   <translation>Ignore the road cuts of the day</translation>
  </message>
  <message>
   <source>Sauvegarder le coffre</source>
   <translation>Back up the store</translation>
  </message>
  <message>
   <source>Schéma des couches</source>
   <translation>Schema of the layers</translation>
  </message>
  <message>
   <source>Score minimal</source>
   <translation>Minimal score</translation>
  </message>
  <message>
   <source>Score minimal (vide : celui du modèle)</source>
   <translation>Minimal score (empty: the model's)</translation>
  </message>
  <message>
   <source>Scénario fourni</source>
   <translation>Scenario provided</translation>
  </message>
  <message>
   <source>Se&amp;ns</source>
   <translation>Di&amp;rection</translation>
  </message>
  <message>
   <source>Secours
engagés</source>
   <translation>Rescue
engaged</translation>
  </message>
  <message>
   <source>Secteur à donner à la tablette (xmin,ymin,xmax,ymax)</source>
   <translation>Sector to give to the tablet (xmin,ymin,xmax,ymax)</translation>
  </message>
  <message>
   <source>Secteur, à copier pour la tablette : {secteur}</source>
   <translation>Area, to copy for the tablet: {secteur}</translation>
  </message>
  <message>
   <source>Selon l'emprise</source>
   <translation>By the extent</translation>
  </message>
  <message>
   <source>Sens coupé</source>
   <translation>Direction cut</translation>
  </message>
  <message>
   <source>Sens des sorties croissantes</source>
   <translation>Direction of increasing exits</translation>
  </message>
  <message>
   <source>Sens des sorties décroissantes</source>
   <translation>Direction of decreasing exits</translation>
  </message>
  <message>
   <source>Serres</source>
   <translation>Greenhouses</translation>
  </message>
  <message>
   <source>Services (aucun coché : tous)</source>
   <translation>Services (none ticked: all)</translation>
  </message>
  <message>
   <source>Services sans réponse utilisable</source>
   <translation>Services without a usable answer</translation>
  </message>
  <message>
   <source>Services à jour</source>
   <translation>Services up to date</translation>
  </message>
  <message>
   <source>Seuil (vide : proposé)</source>
   <translation>Threshold (empty: proposed)</translation>
  </message>
  <message>
   <source>Seuil d'un indice</source>
   <translation>Threshold of an index</translation>
  </message>
  <message>
   <source>Seuil retenu</source>
   <translation>Threshold used</translation>
  </message>
  <message>
   <source>Seuils appris des revues</source>
   <translation>Thresholds learnt from the reviews</translation>
  </message>
  <message>
   <source>Seulement copier la table des délais, pour la modifier</source>
   <translation>Only copy the table of time limits, to edit it</translation>
  </message>
  <message>
   <source>Seulement copier la table du tri par le PLU, pour la modifier</source>
   <translation>Only copy the table of the sorting by the local plan, to edit it</translation>
  </message>
  <message>
   <source>Signalement</source>
   <translation>Report of a detection</translation>
  </message>
  <message>
   <source>Signalements</source>
   <translation>Reports of detections</translation>
  </message>
  <message>
   <source>Signalements ouverts</source>
   <translation>Reports opened</translation>
  </message>
  <message>
   <source>Signalements à instruire</source>
   <translation>Reports of detections to look into</translation>
  </message>
  <message>
   <source>Signalements…</source>
   <translation>Reports of detections…</translation>
  </message>
  <message>
   <source>Signature</source>
   <translation>Signature</translation>
  </message>
  <message>
   <source>Signature ajoutée ; {suite}</source>
   <translation>Signature added; {suite}</translation>
  </message>
  <message>
   <source>Signature électronique du procès-verbal clos, par un certificat (.p12)</source>
   <translation>Electronic signature of the closed report, with a certificate (.p12)</translation>
  </message>
  <message>
   <source>Signatures intactes ou non, par qui, et pièces jointes comparées à leurs empreintes.</source>
   <translation>Signatures intact or not, by whom, and exhibits compared with their hashes.</translation>
  </message>
  <message>
   <source>Signatures qu'un acte demande</source>
   <translation>Signatures that an act needs</translation>
  </message>
  <message>
   <source>Signe la fiche de remise avec la clé de ce poste</source>
   <translation>Signs the hand-over sheet with this workstation's key</translation>
  </message>
  <message>
   <source>Signe électroniquement (PAdES) un procès-verbal clos, sans rien changer au document scellé.</source>
   <translation>Signs a closed report electronically (PAdES), without changing the sealed document.</translation>
  </message>
  <message>
   <source>Signer</source>
   <translation>Sign</translation>
  </message>
  <message>
   <source>Signer : {qui}</source>
   <translation>Sign: {qui}</translation>
  </message>
  <message>
   <source>Signer l'acte qui commence par</source>
   <translation>Sign the act that begins with</translation>
  </message>
  <message>
   <source>Signer un procès-verbal</source>
   <translation>Sign a report</translation>
  </message>
  <message>
   <source>Signer une remise</source>
   <translation>Sign a hand-over</translation>
  </message>
  <message>
   <source>Signée des deux côtés</source>
   <translation>Signed by both sides</translation>
  </message>
  <message>
   <source>Signée des deux côtés, faits intacts</source>
   <translation>Signed by both sides, facts intact</translation>
  </message>
  <message>
   <source>Sites</source>
   <translation>Sites</translation>
  </message>
  <message>
   <source>Situation</source>
   <translation>Situation</translation>
  </message>
  <message>
   <source>Situation seule</source>
   <translation>Situation alone</translation>
  </message>
  <message>
   <source>Situer / dessiner</source>
   <translation>Locate / draw</translation>
  </message>
  <message>
   <source>Situer les détections (parcelle, commune, zones)</source>
   <translation>Place the detections (parcel, commune, zones)</translation>
  </message>
  <message>
   <source>Source de l'information</source>
   <translation>Source of the information</translation>
  </message>
  <message>
   <source>Suites</source>
   <translation>Follow-up</translation>
  </message>
  <message>
   <source>Suites d'une affaire</source>
   <translation>Follow-up of an affair</translation>
  </message>
  <message>
   <source>Suites de l'affaire {}</source>
   <translation>Follow-up of affair {}</translation>
  </message>
  <message>
   <source>Suivi</source>
   <translation>Follow-up</translation>
  </message>
  <message>
   <source>Sur la &amp;carte</source>
   <translation>On the &amp;map</translation>
  </message>
  <message>
   <source>Sur la carte aujourd'hui</source>
   <translation>On the map today</translation>
  </message>
  <message>
   <source>Surface</source>
   <translation>Area</translation>
  </message>
  <message>
   <source>Surface (m²)</source>
   <translation>Area (m²)</translation>
  </message>
  <message>
   <source>Surface d'un contour</source>
   <translation>Area of an outline</translation>
  </message>
  <message>
   <source>Surface du contour (m²)</source>
   <translation>Area of the outline (m²)</translation>
  </message>
  <message>
   <source>Surface vue (m²)</source>
   <translation>Area seen (m²)</translation>
  </message>
  <message>
   <source>Suspect</source>
   <translation>Suspect</translation>
  </message>
  <message>
   <source>Série par commune : noms ou codes INSEE séparés par « ; », ou « emprise »</source>
   <translation>Series by commune: names or INSEE codes separated by “;”, or “emprise”</translation>
  </message>
  <message>
   <source>Table à relire sur Légifrance avant usage.</source>
   <translation>Table to be read again on Légifrance before use.</translation>
  </message>
  <message>
   <source>Tableau de bord</source>
   <translation>Dashboard</translation>
  </message>
  <message>
   <source>Tableau de bord…</source>
   <translation>Dashboard…</translation>
  </message>
  <message>
   <source>Tableaux de résultats</source>
   <translation>Tables of results</translation>
  </message>
  <message>
   <source>Tablettes</source>
   <translation>Tablets</translation>
  </message>
  <message>
   <source>Taille du pixel (cm)</source>
   <translation>Pixel size (cm)</translation>
  </message>
  <message>
   <source>Taille et forme</source>
   <translation>Size and shape</translation>
  </message>
  <message>
   <source>Tendance</source>
   <translation>Trend</translation>
  </message>
  <message>
   <source>Tenir compte des coupures déjà saisies</source>
   <translation>Take account of the cuts already entered</translation>
  </message>
  <message>
   <source>Terrain</source>
   <translation>Field</translation>
  </message>
  <message>
   <source>Terrain (vide : celui du paquet)</source>
   <translation>Terrain (empty: the pack's)</translation>
  </message>
  <message>
   <source>Terrain ou modèle précédent (vide : terrain du paquet)</source>
   <translation>Terrain or earlier model (empty: the pack's terrain)</translation>
  </message>
  <message>
   <source>Terrain, ou modèle d'un vol précédent</source>
   <translation>Terrain, or model of an earlier flight</translation>
  </message>
  <message>
   <source>Terrain, pour redresser le relief (vide : celui du paquet)</source>
   <translation>Terrain, to correct the relief (empty: the pack's)</translation>
  </message>
  <message>
   <source>Terrains de sport</source>
   <translation>Sports grounds</translation>
  </message>
  <message>
   <source>Texte</source>
   <translation>Text</translation>
  </message>
  <message>
   <source>Texte (*.txt)</source>
   <translation>Text (*.txt)</translation>
  </message>
  <message>
   <source>Thème et couches</source>
   <translation>Theme and layers</translation>
  </message>
  <message>
   <source>Thème à ouvrir (vide : la carte à l'écran)</source>
   <translation>Theme to open (empty: the map on screen)</translation>
  </message>
  <message>
   <source>Titre (vide : thème et lieu)</source>
   <translation>Title (empty: theme and place)</translation>
  </message>
  <message>
   <source>Titre du paquet</source>
   <translation>Title of the pack</translation>
  </message>
  <message>
   <source>Tous les objets sont revus. Ensuite, menu DDTM AIGLE : « Fiches et liste », « Ouvrir un signalement », « Préparer une tournée ».</source>
   <translation>All objects are reviewed. Next, menu DDTM AIGLE: "Sheets and list", "Open a report", "Prepare a round".</translation>
  </message>
  <message>
   <source>Tout QGIS, pour les géomaticiens</source>
   <translation>All of QGIS, for GIS people</translation>
  </message>
  <message>
   <source>Tout ce que contient une affaire, avec son historique ; la lecture est inscrite au journal.</source>
   <translation>All that a case holds, with its history; the reading is logged.</translation>
  </message>
  <message>
   <source>Tout ce qui est montré est revu. Vos choix en cachent encore {nombre} à revoir (P montre les prescrits ; sinon autre classe, autre carré).</source>
   <translation>All that is shown is reviewed. Your choices still hide {nombre} to review (P shows the time-barred; else another class, another square).</translation>
  </message>
  <message>
   <source>Tout est intact</source>
   <translation>All is intact</translation>
  </message>
  <message>
   <source>Tout, en JSON</source>
   <translation>All of it, as JSON</translation>
  </message>
  <message>
   <source>Toute l'image est masquée à cet instant.</source>
   <translation>The whole picture is hidden at this moment.</translation>
  </message>
  <message>
   <source>Toutes les classes</source>
   <translation>All classes</translation>
  </message>
  <message>
   <source>Tracer le contour</source>
   <translation>Trace the outline</translation>
  </message>
  <message>
   <source>Tracez une zone sur l'image, puis avancez et glissez-la sur ce qu'elle doit suivre : entre deux tracés elle se déplace d'elle-même, et reste jusqu'à la fin tant que vous ne l'arrêtez pas. Le son est toujours retiré.</source>
   <translation>Draw a zone on the picture, then move forward and drag it onto what it must follow: between two drawings it moves by itself, and it stays to the end until you stop it. The sound is always removed.</translation>
  </message>
  <message>
   <source>Trancher un conflit</source>
   <translation>Decide a conflict</translation>
  </message>
  <message>
   <source>Transmission</source>
   <translation>Sending</translation>
  </message>
  <message>
   <source>Transporte des matières dangereuses</source>
   <translation>Carries dangerous goods</translation>
  </message>
  <message>
   <source>Tri à annuler (vide : le dernier)</source>
   <translation>Sorting to cancel (empty: the last)</translation>
  </message>
  <message>
   <source>Tris à ne pas faire</source>
   <translation>Sortings not to do</translation>
  </message>
  <message>
   <source>Trouve les affaires qui contiennent tous les mots donnés.</source>
   <translation>Finds the cases that contain all the words given.</translation>
  </message>
  <message>
   <source>Trouve une infraction par son numéro, un mot de sa qualification ou un article.</source>
   <translation>Finds an offence by its number, a word of its description or an article.</translation>
  </message>
  <message>
   <source>Tuiles</source>
   <translation>Tiles</translation>
  </message>
  <message>
   <source>Type d'image</source>
   <translation>Kind of picture</translation>
  </message>
  <message>
   <source>Type de document</source>
   <translation>Kind of document</translation>
  </message>
  <message>
   <source>Un &amp;point</source>
   <translation>A &amp;point</translation>
  </message>
  <message>
   <source>Un fichier par commune</source>
   <translation>One file per commune</translation>
  </message>
  <message>
   <source>Un indice</source>
   <translation>A hint</translation>
  </message>
  <message>
   <source>Un p&amp;oint</source>
   <translation>A p&amp;oint</translation>
  </message>
  <message>
   <source>Un procès-verbal clos ne se modifie plus. Le clore maintenant ?</source>
   <translation>A closed report can no longer be changed. Close it now?</translation>
  </message>
  <message>
   <source>Une &amp;ligne</source>
   <translation>A &amp;line</translation>
  </message>
  <message>
   <source>Une &amp;zone</source>
   <translation>A &amp;zone</translation>
  </message>
  <message>
   <source>Une fiche par parcelle (sinon par objet)</source>
   <translation>One sheet per parcel (else per object)</translation>
  </message>
  <message>
   <source>Une page par commune à l'écran</source>
   <translation>One page per commune on screen</translation>
  </message>
  <message>
   <source>Une parcelle par ligne, pour AIGLE ou pour une commune, sans aucune identité.</source>
   <translation>One parcel per row, for AIGLE or for a commune, without any identity.</translation>
  </message>
  <message>
   <source>Une se&amp;ction</source>
   <translation>A se&amp;ction</translation>
  </message>
  <message>
   <source>V Présent</source>
   <translation>V Present</translation>
  </message>
  <message>
   <source>VARI, végétation visible</source>
   <translation>VARI, visible vegetation</translation>
  </message>
  <message>
   <source>Valeur</source>
   <translation>Value</translation>
  </message>
  <message>
   <source>Valeur (m ou m²)</source>
   <translation>Value (m or m²)</translation>
  </message>
  <message>
   <source>Valeur à garder : retenu, autre, autre:2</source>
   <translation>Value to keep: retenu, autre, autre:2</translation>
  </message>
  <message>
   <source>Valeurs changées sur deux appareils.</source>
   <translation>Values changed on two devices.</translation>
  </message>
  <message>
   <source>Validation</source>
   <translation>Validation</translation>
  </message>
  <message>
   <source>Validité (jours)</source>
   <translation>Validity (days)</translation>
  </message>
  <message>
   <source>Variante</source>
   <translation>Alternative</translation>
  </message>
  <message>
   <source>Verdict donné à {nombre} objets ; Ctrl+Z l'annule d'un coup.</source>
   <translation>Verdict given to {nombre} objects; Ctrl+Z undoes it at once.</translation>
  </message>
  <message>
   <source>Verdict en une phrase</source>
   <translation>Verdict in one sentence</translation>
  </message>
  <message>
   <source>Version du paquet</source>
   <translation>Version of the pack</translation>
  </message>
  <message>
   <source>Vider ce que le paquet ne dit plus</source>
   <translation>Empty what the pack no longer says</translation>
  </message>
  <message>
   <source>Vidéo : nom au registre ou empreinte</source>
   <translation>Video: name in the register or hash</translation>
  </message>
  <message>
   <source>Vidéo sur la carte</source>
   <translation>Video on the map</translation>
  </message>
  <message>
   <source>Vidéos</source>
   <translation>Videos</translation>
  </message>
  <message>
   <source>Vigicrues : stations</source>
   <translation>Vigicrues: stations</translation>
  </message>
  <message>
   <source>Vigicrues : vigilance crues</source>
   <translation>Vigicrues: flood vigilance</translation>
  </message>
  <message>
   <source>Visionneuse</source>
   <translation>Viewer</translation>
  </message>
  <message>
   <source>Visites</source>
   <translation>Visits</translation>
  </message>
  <message>
   <source>Visites au plus, par priorité</source>
   <translation>Visits at most, by priority</translation>
  </message>
  <message>
   <source>Visites impossibles ce jour-là</source>
   <translation>Visits impossible on that day</translation>
  </message>
  <message>
   <source>Voir l'emprise</source>
   <translation>See the footprint</translation>
  </message>
  <message>
   <source>Vols</source>
   <translation>Flights</translation>
  </message>
  <message>
   <source>Volume au-dessous (m³)</source>
   <translation>Volume below (m³)</translation>
  </message>
  <message>
   <source>Volume au-dessus (m³)</source>
   <translation>Volume above (m³)</translation>
  </message>
  <message>
   <source>Volume au-dessus et au-dessous d'une base (plan du contour, terrain, altitude), avec son incertitude.</source>
   <translation>Volume above and below a base (plane of the outline, terrain, altitude), with its uncertainty.</translation>
  </message>
  <message>
   <source>Volumes d'un modèle de surface</source>
   <translation>Volumes of a surface model</translation>
  </message>
  <message>
   <source>Votre nom</source>
   <translation>Your name</translation>
  </message>
  <message>
   <source>Votre nom, pour la main courante :</source>
   <translation>Your name, for the log book:</translation>
  </message>
  <message>
   <source>Vous</source>
   <translation>You</translation>
  </message>
  <message>
   <source>Vous avez fait une fois chaque geste de l'astreinte. Recommencez quand vous voulez depuis l'accueil.</source>
   <translation>You have done each gesture of the duty once. Start again whenever you like from the home screen.</translation>
  </message>
  <message>
   <source>Vraie nature</source>
   <translation>True nature</translation>
  </message>
  <message>
   <source>Vu aussi comme : {classes}</source>
   <translation>Also seen as: {classes}</translation>
  </message>
  <message>
   <source>Vu depuis : X,Y, commune ou établissement (vide : réseau principal)</source>
   <translation>Seen from: X,Y, commune or establishment (empty: main network)</translation>
  </message>
  <message>
   <source>Vue (vide : les couches cochées)</source>
   <translation>View (empty: the layers ticked)</translation>
  </message>
  <message>
   <source>Vue d'ensemble</source>
   <translation>Overview</translation>
  </message>
  <message>
   <source>Vues</source>
   <translation>Views</translation>
  </message>
  <message>
   <source>Véhicule (vl : léger, pl : poids lourd)</source>
   <translation>Vehicle (vl: light, pl: lorry)</translation>
  </message>
  <message>
   <source>Véhicules concernés</source>
   <translation>Vehicles concerned</translation>
  </message>
  <message>
   <source>Vérification</source>
   <translation>Checking</translation>
  </message>
  <message>
   <source>Vérification en cours, une minute environ…</source>
   <translation>Checking, about a minute…</translation>
  </message>
  <message>
   <source>Vérifie, numérote et scelle ; refuse ce qui serait annulable.</source>
   <translation>Checks, numbers and seals; refuses what could be annulled.</translation>
  </message>
  <message>
   <source>Vérifier et éditer la &amp;fiche de remise (PDF)</source>
   <translation>Check and print the hand-over &amp;sheet (PDF)</translation>
  </message>
  <message>
   <source>Vérifier l'intégrité des originaux</source>
   <translation>Check the integrity of the originals</translation>
  </message>
  <message>
   <source>Vérifier le coffre</source>
   <translation>Check the store</translation>
  </message>
  <message>
   <source>Vérifier les originaux…</source>
   <translation>Check the originals…</translation>
  </message>
  <message>
   <source>Vérifier un GeoPackage</source>
   <translation>Check a GeoPackage</translation>
  </message>
  <message>
   <source>Vérifier un GeoPackage…</source>
   <translation>Check a GeoPackage…</translation>
  </message>
  <message>
   <source>Vérifier un document signé</source>
   <translation>Check a signed document</translation>
  </message>
  <message>
   <source>Vérifier un paquet de données</source>
   <translation>Check a data pack</translation>
  </message>
  <message>
   <source>Vérifier un procès-verbal</source>
   <translation>Check a report</translation>
  </message>
  <message>
   <source>Vérifier une remise signée</source>
   <translation>Verify a signed hand-over</translation>
  </message>
  <message>
   <source>Vérifiez ce poste avant de le remettre.</source>
   <translation>Check this workstation before handing it over.</translation>
  </message>
  <message>
   <source>Vérifiée le, AAAA-MM-JJ (vide : aujourd'hui)</source>
   <translation>Checked on, YYYY-MM-DD (empty: today)</translation>
  </message>
  <message>
   <source>Zone
interdite</source>
   <translation>No-go
area</translation>
  </message>
  <message>
   <source>Zone : couche ou objets sélectionnés</source>
   <translation>Zone: layer or selected features</translation>
  </message>
  <message>
   <source>Zone de la mission</source>
   <translation>Area of the mission</translation>
  </message>
  <message>
   <source>Zone dessinée</source>
   <translation>Zone drawn</translation>
  </message>
  <message>
   <source>Zone du PLU</source>
   <translation>Plan zone</translation>
  </message>
  <message>
   <source>Zone du PPR</source>
   <translation>Risk-plan zone</translation>
  </message>
  <message>
   <source>Zone et comptes</source>
   <translation>Zone and counts</translation>
  </message>
  <message>
   <source>Zones : {zones}</source>
   <translation>Zones: {zones}</translation>
  </message>
  <message>
   <source>Zones du PLU</source>
   <translation>Zones of the local plan</translation>
  </message>
  <message>
   <source>Zones en pixels : x1,y1,x2,y2 (rectangle) ou x1,y1,x2,y2,x3,y3… (polygone), séparées par « ; »</source>
   <translation>Areas in pixels: x1,y1,x2,y2 (rectangle) or x1,y1,x2,y2,x3,y3… (polygon), separated by “;”</translation>
  </message>
  <message>
   <source>Zones en pixels, pour « Flouter une photo »</source>
   <translation>Zones in pixels, for "Blur a photograph"</translation>
  </message>
  <message>
   <source>Zones proposées</source>
   <translation>Zones proposed</translation>
  </message>
  <message>
   <source>Zones à enjeux du paquet de données</source>
   <translation>Areas at stake of the data pack</translation>
  </message>
  <message>
   <source>Zones, en secondes et en pixels : 12-20 : x1,y1,x2,y2 ; 3 : x1,y1,… &gt; 9 : x1,y1,… ; 30-fin : tout</source>
   <translation>Zones, in seconds and pixels: 12-20 : x1,y1,x2,y2 ; 3 : x1,y1,… &gt; 9 : x1,y1,… ; 30-fin : tout</translation>
  </message>
  <message>
   <source>au-dessous du seuil</source>
   <translation>below the threshold</translation>
  </message>
  <message>
   <source>au-dessus du seuil</source>
   <translation>above the threshold</translation>
  </message>
  <message>
   <source>auteur non noté</source>
   <translation>author not noted</translation>
  </message>
  <message>
   <source>cliquez un carré pour ne voir que lui</source>
   <translation>click a square to see it alone</translation>
  </message>
  <message>
   <source>complète (pycolmap)</source>
   <translation>full (pycolmap)</translation>
  </message>
  <message>
   <source>d'âge inconnu</source>
   <translation>of unknown age</translation>
  </message>
  <message>
   <source>du jour</source>
   <translation>of today</translation>
  </message>
  <message>
   <source>en CS&amp;V</source>
   <translation>as CS&amp;V</translation>
  </message>
  <message>
   <source>et {n} autres sur la carte</source>
   <translation>and {n} more on the map</translation>
  </message>
  <message>
   <source>il manque l'autre côté.</source>
   <translation>the other side is missing.</translation>
  </message>
  <message>
   <source>impression par le rédacteur</source>
   <translation>printed by its author</translation>
  </message>
  <message>
   <source>inconnu</source>
   <translation>unknown</translation>
  </message>
  <message>
   <source>l'arrivée</source>
   <translation>the destination</translation>
  </message>
  <message>
   <source>la remise est complète.</source>
   <translation>the hand-over is complete.</translation>
  </message>
  <message>
   <source>le départ</source>
   <translation>the start</translation>
  </message>
  <message>
   <source>non</source>
   <translation>no</translation>
  </message>
  <message>
   <source>nouveau</source>
   <translation>new</translation>
  </message>
  <message>
   <source>ou arrivée par son nom</source>
   <translation>or destination by name</translation>
  </message>
  <message>
   <source>ou bibliothèque de la carte (PKCS#11)</source>
   <translation>or library of the smart card (PKCS#11)</translation>
  </message>
  <message>
   <source>ou chercher : numéro, mot, article</source>
   <translation>or search: number, word, article</translation>
  </message>
  <message>
   <source>ou communes : codes INSEE séparés par « ; »</source>
   <translation>or communes: INSEE codes separated by “;”</translation>
  </message>
  <message>
   <source>ou départ par son nom : commune, établissement, sortie (A9/32)</source>
   <translation>or start by name: commune, establishment, exit (A9/32)</translation>
  </message>
  <message>
   <source>ou emprise sur la carte</source>
   <translation>or extent on the map</translation>
  </message>
  <message>
   <source>ou fiche d'une mission (numéro)</source>
   <translation>or sheet of a mission (number)</translation>
  </message>
  <message>
   <source>ou fichier à déchiffrer</source>
   <translation>or file to decrypt</translation>
  </message>
  <message>
   <source>ou grille de hauteurs d'eau</source>
   <translation>or grid of water depths</translation>
  </message>
  <message>
   <source>ou mission (numéro)</source>
   <translation>or mission (number)</translation>
  </message>
  <message>
   <source>ou parcelle (14 signes)</source>
   <translation>or parcel (14 signs)</translation>
  </message>
  <message>
   <source>ou son fichier chiffré, ou un fichier de changements QFieldCloud</source>
   <translation>or its encrypted file, or a QFieldCloud change file</translation>
  </message>
  <message>
   <source>ou tracez la coupure sur la carte :</source>
   <translation>or draw the cut on the map:</translation>
  </message>
  <message>
   <source>ou tracé (WKT, Lambert 93 sauf mention)</source>
   <translation>or outline (WKT, Lambert 93 unless stated)</translation>
  </message>
  <message>
   <source>ou tracé : point, section ou zone</source>
   <translation>or drawn: point, section or zone</translation>
  </message>
  <message>
   <source>ou un manifeste : fichier ou identifiant d'importation</source>
   <translation>or a manifest: file or import identifier</translation>
  </message>
  <message>
   <source>ou zonage du paquet</source>
   <translation>or zoning of the pack</translation>
  </message>
  <message>
   <source>ou zones d'une couche (zone_inondee_potentielle…) : routes sous l'eau</source>
   <translation>or zones of a layer (zone_inondee_potentielle…): roads under water</translation>
  </message>
  <message>
   <source>oui</source>
   <translation>yes</translation>
  </message>
  <message>
   <source>parcelle {numero}</source>
   <translation>parcel {numero}</translation>
  </message>
  <message>
   <source>pièces jointes</source>
   <translation>exhibits joined</translation>
  </message>
  <message>
   <source>périmé</source>
   <translation>out of date</translation>
  </message>
  <message>
   <source>rapide</source>
   <translation>fast</translation>
  </message>
  <message>
   <source>recevez le poste</source>
   <translation>receive the workstation</translation>
  </message>
  <message>
   <source>rectification</source>
   <translation>rectification</translation>
  </message>
  <message>
   <source>remettez le poste</source>
   <translation>hand the workstation over</translation>
  </message>
  <message>
   <source>retenue</source>
   <translation>retained</translation>
  </message>
  <message>
   <source>rédaction</source>
   <translation>drafting</translation>
  </message>
  <message>
   <source>séparés par « ; »</source>
   <translation>separated by “;”</translation>
  </message>
  <message>
   <source>sérieux</source>
   <translation>serious</translation>
  </message>
  <message>
   <source>transmission du procès-verbal</source>
   <translation>sending of the report</translation>
  </message>
  <message>
   <source>téléphone inconnu</source>
   <translation>phone unknown</translation>
  </message>
  <message>
   <source>un ancien millésime</source>
   <translation>an older vintage</translation>
  </message>
  <message>
   <source>vert, orange ou rouge</source>
   <translation>green, orange or red</translation>
  </message>
  <message>
   <source>vieux de {n} ans</source>
   <translation>{n} years old</translation>
  </message>
  <message>
   <source>vieux de {n} jour{s}</source>
   <translation>{n} day{s} old</translation>
  </message>
  <message>
   <source>vieux de {n} mois</source>
   <translation>{n} months old</translation>
  </message>
  <message>
   <source>{classe} — {rang} sur {nombre}</source>
   <translation>{classe} — {rang} of {nombre}</translation>
  </message>
  <message>
   <source>{fait} carré(s) de {cote} m entièrement revus sur {total}</source>
   <translation>{fait} square(s) of {cote} m wholly reviewed out of {total}</translation>
  </message>
  <message>
   <source>{fait} revus sur {total}</source>
   <translation>{fait} reviewed out of {total}</translation>
  </message>
  <message>
   <source>{nombre} couche(s) ajoutée(s).</source>
   <translation>{nombre} layer(s) added.</translation>
  </message>
  <message>
   <source>{nombre} objets choisis : un verdict vaut pour tous</source>
   <translation>{nombre} objects chosen: one verdict holds for all</translation>
  </message>
  <message>
   <source>{nombre} photo(s) voient ce point.</source>
   <translation>{nombre} photograph(s) see this point.</translation>
  </message>
  <message>
   <source>{n} conflit(s) à régler</source>
   <translation>{n} conflict(s) to settle</translation>
  </message>
  <message>
   <source>{n} couche(s) ouverte(s) montrent maintenant cette génération.</source>
   <translation>{n} open layer(s) now show this generation.</translation>
  </message>
  <message>
   <source>{n} couche(s) ouverte(s) montrent maintenant le nouveau paquet.</source>
   <translation>{n} open layer(s) now show the new pack.</translation>
  </message>
  <message>
   <source>{qui}, le {heure}
poste {poste}</source>
   <translation>{qui}, {heure}
workstation {poste}</translation>
  </message>
  <message>
   <source>{quoi} : cliquez l'endroit sur la carte.</source>
   <translation>{quoi}: click the place on the map.</translation>
  </message>
  <message>
   <source>{quoi} : cliquez le tracé ; double clic ou Entrée pour finir.</source>
   <translation>{quoi}: click the line; double click or Enter to finish.</translation>
  </message>
  <message>
   <source>{quoi} : cliquez les sommets ; double clic ou Entrée pour finir.</source>
   <translation>{quoi}: click the corners; double click or Enter to finish.</translation>
  </message>
  <message>
   <source>{} affaires sur la carte.</source>
   <translation>{} affairs on the map.</translation>
  </message>
  <message>
   <source>À faire</source>
   <translation>To do</translation>
  </message>
  <message>
   <source>À garder</source>
   <translation>To keep</translation>
  </message>
  <message>
   <source>À la so&amp;rtie</source>
   <translation>&amp;To exit</translation>
  </message>
  <message>
   <source>À la sortie</source>
   <translation>To exit</translation>
  </message>
  <message>
   <source>À quelle date et heure (vide : maintenant)</source>
   <translation>At what date and time (empty: now)</translation>
  </message>
  <message>
   <source>À relire (T)</source>
   <translation>To look at again (T)</translation>
  </message>
  <message>
   <source>Âge</source>
   <translation>Age</translation>
  </message>
  <message>
   <source>Âge des sources en direct</source>
   <translation>Age of the live sources</translation>
  </message>
  <message>
   <source>Écart</source>
   <translation>Difference</translation>
  </message>
  <message>
   <source>Écart au GPS (m)</source>
   <translation>Difference from GPS (m)</translation>
  </message>
  <message>
   <source>Écart de 9 points sur 10 (m)</source>
   <translation>Gap of 9 points out of 10 (m)</translation>
  </message>
  <message>
   <source>Écart médian (m)</source>
   <translation>Median gap (m)</translation>
  </message>
  <message>
   <source>Écarter les fausses alertes probables</source>
   <translation>Set probable false alarms aside</translation>
  </message>
  <message>
   <source>Écarts avec l'attendu</source>
   <translation>Differences from what is expected</translation>
  </message>
  <message>
   <source>Échange</source>
   <translation>Exchange</translation>
  </message>
  <message>
   <source>Échanger avec la base PostGIS</source>
   <translation>Exchange with the PostGIS database</translation>
  </message>
  <message>
   <source>Échanger avec les autres postes</source>
   <translation>Exchange with the other workstations</translation>
  </message>
  <message>
   <source>Échanger avec les autres postes…</source>
   <translation>Exchange with the other workstations…</translation>
  </message>
  <message>
   <source>Échanger le coffre avec les autres postes</source>
   <translation>Exchange the store with the other workstations</translation>
  </message>
  <message>
   <source>Échanges</source>
   <translation>Exchanges</translation>
  </message>
  <message>
   <source>Écrire un courrier</source>
   <translation>Write a letter</translation>
  </message>
  <message>
   <source>Écrire une ligne, puis Entrée</source>
   <translation>Write a line, then Enter</translation>
  </message>
  <message>
   <source>Écrit la zone d'une mission en KML ou GPX, pour l'application de pilotage.</source>
   <translation>Writes the area of a mission as KML or GPX, for the flying app.</translation>
  </message>
  <message>
   <source>Écrit le PDF scellé, ou le projet s'il n'est pas clos ; l'export est inscrit au journal.</source>
   <translation>Writes the sealed PDF, or the draft if it is not closed; the export is logged.</translation>
  </message>
  <message>
   <source>Écrit un fichier d'échange chiffré, lisible par les seuls agents du coffre.</source>
   <translation>Writes an encrypted exchange file, readable only by the store's officers.</translation>
  </message>
  <message>
   <source>Édition de la liste (vide : la plus récente)</source>
   <translation>Edition of the list (empty: the latest)</translation>
  </message>
  <message>
   <source>Édition installée</source>
   <translation>Edition installed</translation>
  </message>
  <message>
   <source>Épave de bateau</source>
   <translation>Boat wreck</translation>
  </message>
  <message>
   <source>Établissement</source>
   <translation>Establishment</translation>
  </message>
  <message>
   <source>Établissements</source>
   <translation>Establishments</translation>
  </message>
  <message>
   <source>Établissements concernés</source>
   <translation>Establishments concerned</translation>
  </message>
  <message>
   <source>Étape à laquelle ramener l'objet (vide : lecture seule)</source>
   <translation>Step to bring the feature back to (empty: read only)</translation>
  </message>
  <message>
   <source>Étapes</source>
   <translation>Steps</translation>
  </message>
  <message>
   <source>État</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>Évacuation
</source>
   <translation>Evacuation
</translation>
  </message>
  <message>
   <source>Évacuer au-dessus de cette hauteur d'eau (m)</source>
   <translation>Evacuate above this water depth (m)</translation>
  </message>
  <message>
   <source>◀ Retour</source>
   <translation>◀ Back</translation>
  </message>
  <message>
   <source>○ Hors ligne</source>
   <translation>○ Offline</translation>
  </message>
  <message>
   <source>● En ligne</source>
   <translation>● Online</translation>
  </message>
 </context>
</TS>
