#include "gen/news_agency.h"

#include <stddef.h>

#include "base/compiler.h"

const struct news_agency news_agency[] = {
    {"The Associated Press", "AP", "apnews.com", LANG_EN, "%P (AP) — ", "%P — ", "By %w, Associated Press",
     "Associated Press writer %w contributed to this report.",
     "Copyright %y The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten "
     "or redistributed without permission.",
     NULL, NULL, false},
    {"Reuters", "Reuters", "www.reuters.com", LANG_EN, "%P, %M %d (Reuters) - ", "%P, %M %d - ", "By %w, Reuters",
     "(Reporting by %w; Editing by %w)", "© %y Reuters. All rights reserved.", NULL, NULL, true},
    {"Bloomberg", "Bloomberg", "www.bloomberg.com", LANG_EN, "(Bloomberg) -- ", "", "%w, Bloomberg News",
     "--With assistance from %w.", "©%y Bloomberg L.P.", "Tribune Content Agency",
     "©%y Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC.", false},
    {"Agence France-Presse", "AFP", "www.afp.com", LANG_EN, "%P (AFP) — ", "%P — ", "AFP", "", "© Agence France-Presse",
     NULL, NULL, false},
    {"The Canadian Press", "Canadian Press", "www.thecanadianpress.com", LANG_EN, "", "%P — ", "%w, The Canadian Press",
     "This report by The Canadian Press was first published %D.", NULL, NULL, NULL, false},
    {"CNN", "CNN", "www.cnn.com", LANG_EN, "(CNN) — ", "", "By %w, CNN", "",
     "The-CNN-Wire|™ & © %y Cable News Network, Inc., a Warner Bros. Discovery Company. All rights reserved.", NULL,
     NULL, false},
    {"Press Trust of India", "PTI", "www.ptinews.com", LANG_EN, "%p, %M %d (PTI) ", "%p: ", "PTI",
     "(This story has not been edited by %o staff and is auto-generated from a syndicated feed.)", NULL, NULL, NULL,
     false},
    {"Xinhua", "Xinhua", "www.xinhuanet.com", LANG_EN, "%P, %M %d (Xinhua) -- ", "%P, %M %d -- ", "Xinhua", "", NULL,
     NULL, NULL, false},
    {"Los Angeles Times", "Los Angeles Times", "www.latimes.com", LANG_EN, "", "%P — ", "%w, Los Angeles Times", "",
     "© %y Los Angeles Times. Visit latimes.com.", "Tribune Content Agency",
     "©%y Los Angeles Times. Visit latimes.com. Distributed by Tribune Content Agency, LLC.", false},
    {"EFE", "EFE", "www.efe.com", LANG_ES, "%p, %d %M (EFE).- ", "%p.- ", "EFE", "", "© EFE %y", NULL, NULL, false},
    {"Europa Press", "EUROPA PRESS", "www.europapress.es", LANG_ES, "%p, %d %M (EUROPA PRESS) - ", "%p - ",
     "Europa Press", "", NULL, NULL, NULL, false},
    {"dpa", "dpa", "www.dpa.com", LANG_DE, "%p (dpa) - ", "%p - ", "dpa", "", "© dpa", NULL, NULL, false},
    {"Agence France-Presse", "AFP", "www.afp.com", LANG_DE, "%p (AFP) - ", "%p - ", "AFP", "", "© AFP", NULL, NULL,
     false},
    {"Agence France-Presse", "AFP", "www.afp.com", LANG_FR, "%p (AFP) - ", "%p - ", "AFP", "", "© Agence France-Presse",
     NULL, NULL, false},
    {"Xinhua", "新华社", "www.news.cn", LANG_ZH, "新华社%p%M%d日电 ", "", "来源：新华社", "", NULL, NULL, NULL, false},
};
const unsigned news_agencies = ARRAY_LEN(news_agency);
