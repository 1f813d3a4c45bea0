#!/usr/bin/env python3
"""Writes pages.jsonl: invented stories as invented outlets would carry them. Standard library only."""
import json

FERRY = """ORMSHAVEN (Reuters) - The last diesel ferry between Ormshaven and the outer islands will make its final crossing on Sunday, ending a service that has carried mail, cattle and schoolchildren for 88 years.
The Marigold, built in 1961, is to be replaced by two battery ferries that charge at the pier in eleven minutes, the harbour board said on Thursday after a vote of nine to two.
"She has never once failed to come home," said Agnes Tolliver, who has been the ship's engineer since 1994. "I would not promise that of anything with a screen on it."
The new vessels cost 46 million crowns together, of which the coastal fund pays 31 million. The board expects to save 2.4 million a year on fuel, and to cut the crossing from 52 minutes to 41.
Islanders had asked for the old ship to be kept as a reserve through the first winter. In January of last year ice closed the sound for six days, and only the Marigold's steel bow could open a channel for the doctor's boat.
Board chair Peter Ravn said a reserve would cost 900,000 crowns a year in crew alone. "We cannot keep a museum under steam because we are fond of it," he told a meeting that lasted past midnight.
Two members voted against the plan. One of them, the fisherman Jon Aske, said the board had never tested the batteries below minus 15 degrees.
The maker, Lindholm Yard, says its ferries have run at minus 22 in the northern fjords since 2021. It has agreed to pay 40,000 crowns for each day in the first two winters on which a vessel stays in port for technical reasons.
The Marigold carried 212,000 passengers last year, a third more than a decade ago, as more families moved to the islands and kept their jobs in town.
A group of former passengers hopes to moor her at the fish market as a cafe. They have collected 310,000 crowns and need two million.
On Sunday she sails at 16:20 with every ticket sold. The fare, by decision of the crew, will be that of her first year: two crowns and fifty ore."""

UPDATE_LEAD = """ORMSHAVEN (Reuters) - The last diesel ferry between Ormshaven and the outer islands will stay in service through the winter after all, the harbour board said on Friday, a day after it had voted to retire her.
The board met again at noon, when the county's medical service warned that it had no other vessel able to break ice for the doctor's boat, chair Peter Ravn said. Seven of eleven members changed their vote."""

LOCAL = """In Skarvik, where the ferry calls twice a day, the school has hung a banner from the pier crane. Head teacher Marit Holm said all 63 pupils would be on board on Sunday, "and most of their grandparents"."""

MARKETS = """LINDALE (Reuters) - Shares in coastal shipping companies rose on Thursday after three harbour boards on the western coast chose battery ferries over diesel ones within a single week.
Lindholm Yard gained 6.1 percent and its supplier Nordcell 9 percent, while the fuel trader Bunkerline lost 3.8 percent.
"She has never once failed to come home," said Agnes Tolliver, who has been the ship's engineer since 1994. "I would not promise that of anything with a screen on it."
Analysts at Havn Partners raised their target for Lindholm to 210 crowns, saying that orders for 2027 already exceeded those of the three years before it.
The yard employs 1,900 people and is building a second dock, to be finished in the autumn of next year. It has not paid a dividend since 2019 and said it had no plan to do so.
Insurers are less sure. Premiums for battery vessels are a quarter above those for diesel ones, the underwriters' union said, chiefly because few yards can repair them."""

LIBRARY = """Every Saturday since April, a van without a driver has stopped in front of the town hall of Petersfield and opened a door on four thousand books.
The travelling library, which the county began as a trial, lends more in a day than the branch it replaced did in a week, according to figures released on Monday. Half of its readers are younger than twelve.
"They come for the van and leave with a book," said the librarian Oona Reilly, who rides along to answer questions and to press the button that stops it. "I have pressed it twice, both times for ducks."
The county pays 18,000 a month for the vehicle. It had closed five branches in 2022 to save 410,000 a year, and was surprised by the protest that followed.
A second van is to begin in September on the route through the hill villages, where the nearest shelf of books has been 40 kilometres away. Whether the snow will stop it nobody can say yet."""

COPY = "Copyright 2025 Thomson Reuters. All rights reserved."
SIGN = "(Reporting by Elin Marsh; Editing by Tomas Grey)"

pages = []

def paragraphs(text):
    return text.split("\n")

def page(id, outlet, host, slug, date, headline, body, head=(), tail=()):
    lines = [*head, headline, *body, *tail]
    record = {"id": id, "url": f"https://{host}/{slug}", "outlet": outlet, "headline": headline,
              "text": "\n\n".join(lines)}
    if date:
        record["date"] = date
    pages.append(record)

ferry = paragraphs(FERRY)
share = ["Facebook Twitter WhatsApp Email Print"]
comments = ["Comments", "Log in to join the conversation"]

page("reuters", "Reuters", "www.reuters.com", "world/last-diesel-ferry-2025-04-24", "2025-04-24T09:05:00Z",
     "Islands bid farewell to last diesel ferry", ferry, tail=[SIGN])
page("gazette", "Ormshaven Gazette", "ormshavengazette.example", "news/marigold", "2025-04-24T11:40:00Z",
     "Marigold to sail for the last time on Sunday", ferry, head=["Home > News > Local"], tail=[SIGN, COPY, *comments])
page("coastline", "Coastline Daily", "coastline.example", "2025/04/24/diesel-ferry", "2025-04-24",
     "Islands bid farewell to last diesel ferry", ferry[:9], head=share, tail=["Related stories", "Ten walks by the sea"])
page("skarvik", "Skarvik Post", "skarvikpost.example", "a/20250425-ferry", "2025-04-25T05:00:00Z",
     "Whole school on board for the Marigold's last trip", ferry[:3] + [LOCAL] + ferry[3:],
     head=["By Nils Berg, with Reuters"], tail=[COPY])
page("metro", "Metro Lindale", "metrolindale.example", "briefs/ferry-farewell", "2025-04-25",
     "Ferry farewell", ferry[:2], tail=["Continue reading with a subscription"])
page("mirror", "Harbour Mirror", "harbourmirror.example", "n/88-years", "2025-04-25T07:30:00Z",
     "After 88 years, the batteries win", [p.replace("harbour board", "port authority").replace("crowns", "kr")
                                           .replace("Ormshaven", "Ormshavn") for p in ferry], head=share)
page("aggregator", "Daily Sweep", "dailysweep.example", "x/99182", None,
     "Islands bid farewell to last diesel ferry", ferry, head=["Trending now"], tail=["Sponsored links"])
page("lamplight", "The Lamplight", "lamplight.example", "stories/ferry", "2025-04-25T10:15:00Z",
     "Islands bid farewell to last diesel ferry", [p.replace("88 years", "80 years").replace("2.4 million", "24 million")
                                                   for p in ferry], tail=[COPY])
update = paragraphs(UPDATE_LEAD) + ferry[2:5] + ferry[6:10]
page("reuters-2", "Reuters", "www.reuters.com", "world/ferry-stays-2025-04-25", "2025-04-25T13:20:00Z",
     "UPDATE 1-Island ferry to stay through winter after doctors protest", update, tail=[SIGN])
page("gazette-2", "Ormshaven Gazette", "ormshavengazette.example", "news/marigold-stays", "2025-04-25T14:55:00Z",
     "The Marigold stays", update, head=["Home > News > Local"], tail=[SIGN, COPY, *comments])
page("markets", "Reuters", "www.reuters.com", "markets/ferry-makers-2025-04-24", "2025-04-24T15:30:00Z",
     "Ferry makers rise as harbours go electric", paragraphs(MARKETS), tail=["(Reporting by Hugo Lane)"])
page("markets-2", "Lindale Business", "lindalebusiness.example", "shares/ferries", "2025-04-24T17:00:00Z",
     "Battery ferries lift shipyard shares", paragraphs(MARKETS), head=share, tail=[COPY])
library = paragraphs(LIBRARY)
page("library", "Petersfield Echo", "petersfieldecho.example", "life/van", "2025-06-02T08:00:00Z",
     "The library that drives itself", library, tail=["Oona Reilly can be reached at the town hall."])
page("library-2", "Hill Country News", "hillcountry.example", "2025/06/driverless-library", "2025-06-03",
     "Driverless library heads for the hills", library[:2] + library[4:] + library[2:4],
     head=share, tail=["This story first appeared in the Petersfield Echo."])
page("council", "Petersfield Echo", "petersfieldecho.example", "council/bins", "2025-06-02T09:00:00Z",
     "Bins to be emptied on Wednesdays", [
         "Household bins in the northern half of Petersfield will be emptied on Wednesdays instead of Mondays from July, "
         "the town council decided after a short debate.",
         "The change spares the lorries the Monday market, councillor Dev Anand said. Residents will find a card with the "
         "new dates in their letter box by the end of June, and a sticker for the lid."],
     tail=["Oona Reilly can be reached at the town hall."])

with open("pages.jsonl", "w", encoding="utf-8") as out:
    for p in pages:
        out.write(json.dumps(p, ensure_ascii=False) + "\n")
