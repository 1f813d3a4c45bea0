/*
 * wire_texts.h - news stories written for the tests: invented places, people and events. Arrays of
 * paragraphs that end with NULL; each story is 350 words or more.
 */
#ifndef WIRE_TEXTS_H
#define WIRE_TEXTS_H

#define WIRE_UNUSED __attribute__((unused))

/* A strike at a harbor: two rounds of talks, numbers, three people quoted. */
static const char *const wire_harbor[] WIRE_UNUSED = {
    "Dock workers in the harbor city of Veldhaven walked off the job on Tuesday, halting container traffic at the "
    "country's second-largest port and leaving 41 ships waiting at anchor, port officials said.",
    "The walkout by some 6,200 crane operators, lashers and checkers began at 6 a.m. after talks over a new "
    "three-year labor contract broke down late Monday night, the Harbor Workers Federation said in a statement.",
    "\"We did not come to this decision lightly, but our members have carried this port through four hard years and "
    "they will not be told to wait again,\" federation president Marta Oskarsen told reporters outside Gate 9.",
    "The Veldhaven Terminal Association, which represents nine companies, said it had offered raises of 11.5 percent "
    "over three years and a one-time payment of 1,800 crowns, and called the strike irresponsible.",
    "Transport Minister Jonas Leclair urged both sides to return to the table and said the government had no plans "
    "to order the workers back. \"Mediation is the road we favor,\" he said in parliament.",
    "Veldhaven handles about 3.4 million containers a year and nearly a third of the nation's fruit imports. "
    "Analysts at Corvane Bank estimate that each day of stoppage costs the economy 75 million crowns.",
    "At the heart of the dispute is a plan to automate two terminals on the north bank by 2027, which the union "
    "fears would eliminate as many as 900 jobs. The employers say no permanent staff would be dismissed.",
    "Truck drivers reported lines of more than 7 miles on the coastal highway on Tuesday morning. Police closed two "
    "ramps and asked haulers to stay away until further notice.",
    "Greta Almqvist, who runs a small fruit importing firm in the suburb of Skarne, said two of her refrigerated "
    "containers were stuck on a ship she could see from her office window.",
    "\"Bananas do not wait for anybody's contract,\" she said. \"If this lasts past the weekend I will have to throw "
    "away forty tons.\"",
    "The last strike at the port, in 2011, lasted 16 days and ended only after a court ordered both parties into "
    "binding arbitration. Several shipping lines moved services to rival Port Ambrel and never came back.",
    "Shares of terminal operator Nordkai fell 4.2 percent in early trading, their steepest decline in seven months, "
    "while those of its rival Ambrel Holding rose 1.9 percent.",
    "A federal mediator is expected to meet the two sides separately on Thursday. Oskarsen said the union would "
    "attend, but that pickets would remain in place until an agreement was signed.",
    NULL};

/* A dam and a flood: rescue, numbers, an official's statement, background. */
static const char *const wire_dam[] WIRE_UNUSED = {
    "At least 12 people were killed and thousands forced from their homes after days of heavy rain caused an earthen "
    "dam to collapse above the town of Tarcoles Viejo, the civil defense agency said on Friday.",
    "A wall of water, mud and tree trunks swept through three neighborhoods shortly before dawn, tearing houses from "
    "their foundations and carrying cars as far as the soccer stadium almost a mile away, witnesses said.",
    "\"It sounded like a train that would not stop,\" said Ignacio Beltran, 58, a carpenter who climbed onto the roof "
    "of his workshop with his two granddaughters and waited there for five hours.",
    "Rescue teams with dogs and inflatable boats searched the lower part of the town throughout the day. The agency "
    "said 34 people were still missing and that the number of dead was likely to rise.",
    "President Lucia Marquand flew over the area in a military helicopter and declared a state of emergency in four "
    "provinces. She promised that every family would have a roof before the end of the rainy season.",
    "The dam, built in 1964 to hold water for sugar plantations, had been listed as deficient in an inspection report "
    "published two years ago. Repairs worth 8 million dollars were approved, but work had not started.",
    "\"We wrote letters, we held meetings, we were told to be patient,\" said the town's mayor, Rosario Quiles. \"Now "
    "we are counting coffins, and nobody is going to tell me that this was an act of nature.\"",
    "The national water authority said it would cooperate with investigators. Its director, Hernan Soto, said more "
    "than 400 millimeters of rain had fallen in 72 hours, a quantity seen once in two centuries.",
    "Some 3,700 people spent the night in schools and churches. The Red Cross asked for blankets, drinking water and "
    "insulin, and warned against the spread of disease because the treatment plant was under water.",
    "Two bridges on the road to the capital were destroyed, and electricity was out in an area that is home to "
    "220,000 people. The airport at San Telmo was opened to relief flights only.",
    "Forecasters expect showers to ease by Sunday. A second, smaller dam upstream was being watched around the clock, "
    "and villages below it had been cleared as a precaution, the agency said.",
    "Tarcoles Viejo, a farming town of 19,000 in the foothills of the Sierra Parda, was last flooded in 1988, when "
    "a hurricane killed 46 people in the region.",
    NULL};

/* A company's results: figures, a chief executive, analysts. */
static const char *const wire_results[] WIRE_UNUSED = {
    "Household goods maker Brightwell Industries reported a quarterly profit on Thursday that beat market "
    "expectations as price increases made up for weaker demand in Europe, sending its shares up nearly 6 percent.",
    "Net income rose to $412 million, or $1.27 a share, in the second quarter from $365 million, or $1.10 a share, a "
    "year earlier, the company said. Analysts on average had expected $1.18 a share.",
    "Revenue climbed 3.8 percent to $5.96 billion. The company raised its average prices by 5.1 percent and sold "
    "slightly fewer products, most of all in Germany and Poland.",
    "\"Consumers are choosing more carefully than they did a year ago, and we see it in every aisle,\" Chief "
    "Executive Officer Dana Whitlock said on a conference call. \"They still choose our brands.\"",
    "The maker of Lumo detergent and Castleford paper towels said it now expected earnings of between $4.95 and $5.10 "
    "a share for the full year, up from an earlier forecast of $4.80 to $5.00.",
    "It will close a plant in Rennes, France, by the end of March, eliminating 480 positions, and move production to "
    "Lodz. The company expects to save $60 million a year and to book a charge of $95 million.",
    "Trade unions in Rennes called the decision a betrayal. \"Eighteen months ago they showed us plans for a new "
    "line,\" said Pascal Guerin, a delegate at the plant. \"Today they showed us the door.\"",
    "Sales in North America, which account for just over half of the total, grew 6.2 percent, helped by a new range of "
    "refill packs. In Asia they were little changed.",
    "Priya Raman, who follows the company at Harcourt Securities, said the quarter was better than it looked. \"Take "
    "out currency and the mild winter and volumes have stopped falling,\" she wrote in a note to clients.",
    "Costs for pulp and palm oil fell for the third quarter in a row, the company said, but wages and freight were "
    "higher. Its gross margin widened to 47.9 percent from 46.3 percent.",
    "Brightwell also said that its finance chief, Robert Okafor, would retire in November after 22 years and be "
    "succeeded by Elena Marchetti, who now leads its European business.",
    "Shares of the company, which is based in Columbus, Ohio, closed at $88.14. They have gained 14 percent this year, "
    "against 9 percent for an index of consumer goods companies.",
    NULL};

/* The day before the dam broke: another story of the same desk with one paragraph of background shared. */
static const char *const wire_before[] WIRE_UNUSED = {
    "Forecasters warned on Thursday that a slow-moving storm over the southern highlands could bring the worst "
    "flooding in a generation, and authorities began to move people out of the lowest valleys.",
    "Schools in four provinces were closed and buses gathered at market squares in the afternoon. By evening about "
    "900 people had agreed to leave, far fewer than officials had hoped.",
    "\"Nobody wants to leave the animals,\" said Teresa Ocampo, who keeps goats above the village of Los Pinos. \"The "
    "radio says go and the goats say stay.\"",
    "Engineers were sent to look at a dozen old reservoirs, among them one that growers had used until the nineties "
    "and that was on a list of structures in need of work.",
    "The dam, built in 1964 to hold water for sugar plantations, had been listed as deficient in an inspection report "
    "published two years ago. Repairs worth 8 million dollars were approved, but work had not started.",
    "The meteorological office in the capital put the chance of more than 300 millimeters of rain by the weekend at "
    "seven in ten, and the army said it had moved pontoon bridges and field kitchens south.",
    "Shops in San Telmo ran out of candles and bottled water by noon. Fishermen pulled their boats far up the beach "
    "and tied them to lamp posts.",
    NULL};

/* Local paragraphs an outlet might add. */
static const char wire_local[] WIRE_UNUSED =
    "In Millbrook County, where the grocery chain Harlan Foods has its main warehouse, manager Denise Petrakis said "
    "shelves were full for now but that the firm had begun to look for other suppliers in case the trouble lasted "
    "into next week.";
static const char wire_local_too[] WIRE_UNUSED =
    "The Millbrook Chamber of Commerce plans an information evening at the Elks lodge on Wednesday for members who "
    "are affected, and the county's business office has set up a telephone line with advice on insurance.";

/* A brief of 50 words and another of the same site. */
static const char wire_brief[] WIRE_UNUSED =
    "A light aircraft landed safely on a closed motorway near Halden on Saturday after its engine failed. The pilot, "
    "a flying instructor aged 44, and his pupil were not hurt. Police said traffic was stopped for two hours while "
    "the plane was lifted onto a truck and taken back to the airfield at Rygge.";
static const char wire_brief_other[] WIRE_UNUSED =
    "A bakery in the old town of Halden was damaged by fire early on Sunday. Nobody was in the building, which dates "
    "from 1790. Firefighters needed three hours to bring the flames under control, and two neighboring shops were "
    "closed because of smoke. The cause is not known yet, the police said.";

#endif
