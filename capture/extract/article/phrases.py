"""What furniture around articles says of itself, in many languages: share bars, read-on links, sign-ups, credits."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from capture.extract.article.word_table import WordTable

# How such a line starts, in lower case; phrases are parted by "|".
_STARTS: dict[str, str] = {
    "related": """
        read more | see more | read next | read also | read this | related | see also | also read | also see | also
        on | also in | more on | more from | more about | more stories | more news | more articles | more in | more
        like | recommended | you may also like | you may also be interested | you may like | you may be interested | you
        might also like | you might also be interested | you might like | you might be interested | don't miss |
        up next | next article | next story | next up | next post | previous | watch more | watch also | watch: |
        watch this | watch now | listen: | most read | most popular | most viewed | trending | top stories |
        latest | popular | what to read | further reading | in other news | editor's' pick | editor's pick |
        editors' pick | editors pick | continue reading | keep reading | mehr zu | mehr aus | mehr von | mehr über
        | mehr artikel | mehr news | mehr lesen | lesen sie | lies | weiterlesen | auch interessant | das könnte |
        passend dazu | passend zum | lesetipp | zum thema | weitere artikel | weitere themen | weitere nachrichten
        | weitere news | weitere infos | weitere inform | siehe auch | meistgelesen | empfohlen | verwandte |
        ähnliche | thema | top-thema | topthema | hier geht | hier lesen | im video | lire aussi | lire la suite |
        lire également | à lire | voir aussi | sur le même | plus d | les plus lus | articles liés | articles
        similaires | articles associés | article liés | article similaires | article associés | à voir | lea
        también | lea más | lea además | le también | le más | le además | leer más | te puede interesar | ver
        también | relacionad | más noticias | más información | más sobre | más en | noticias relacionadas | lo
        más | leia mais | leia também | leia ainda | veja mais | veja também | você pode | você também | saiba
        mais | mais lidas | confira | leggi anche | leggi di più | leggi altro | ti potrebbe | articoli correlati
        | articoli più | vedi anche | approfondi | lees ook | lees meer | lees verder | meer over | meer nieuws |
        ook interessant | gerelateerd | bekijk ook | les også | les mer | les videre | læs også | læs mere | læs
        videre | läs också | läs mer | läs även | se også | mer om | relaterad | lue myös | czytaj także | czytaj
        też | czytaj więcej | czytaj dalej | zobacz także | zobacz też | zobacz również | przeczytaj | więcej na |
        więcej o | polecamy | čtěte | více | читайте | читать | смотрите | подробнее | по теме | ещё | еще |
        похожие | материалы по | другие новости | популярн | также | дивіться | ilgili | devamı | ayrıca | okumaya
        devam | daha fazla | bunlar da | benzer | son dakika | öne çıkan | editörün | baca juga | baca
        selengkapnya | baca lebih | simak juga | simak video | lihat juga | artikel terkait | berita terkait |
        terpopuler | tonton | xem thêm | tin liên quan | đọc thêm | bài viết liên quan | bài liên quan | اقرأ |
        شاهد | مواضيع | المزيد | قد يهمك | ذات صلة | أخبار ذات | ह भी पढ़ | यह भी | और पढ़ | ये भी | संबंधित |
        खबरें | 関連 | あわせて | 続きを | おすすめ | こちら | 次の | 前の | もっと | ランキング | 相关 | 相關 |
        推荐 | 推薦 | 延伸阅读 | 延伸閱讀 | 更多 | 热门 |
        熱門 | 관련 | 더보기 | 추천 | 많이 본
    """,
    "share": """
        share | tweet | facebook | twitter | whatsapp | e-mail | email | print | copy link | pin | follow | like |
        link copied | save | bookmark | flipboard | reddit | linkedin | pocket | telegram | messenger | teilen |
        drucken | merken | link kopieren | per mail | artikel teilen | artikel merken | artikel drucken | artikel
        anhören | folgen | partager | imprimer | suivez | envoyer | compart | imprimir | guardar | condividi |
        stampa | opslaan | del | skriv ut | udostępnij | drukuj | поделиться | печать | paylaş | yazdır | bagikan
        | salin | chia sẻ | شارك | مشاركة | طباعة | शेयर | シェア | ツイート | 共有 | 分享 | 공유 | add a comment |
        add comment
        | leave a comment | leave a reply | view comments | kommentar | kommentieren | commentaire | réagir |
        comentar | comentários | yorum | комментар | komentar
    """,
    "advert": """
        advert | anzeige | werbung | publicit | publicidad | pubblicità | reklam | реклама | sponsored | story
        continues | article continues | scroll to continue | continue below | the article continues | 広告 | iklan |
        annons | quảng cáo | إعلان | विज्ञापन
    """,
    "photo": """
        photo | image | picture | foto | bild | crédit | credit | source | quelle | getty | reuters | afp | imago
        | dpa | file photo | symbolbild | symbolfoto | archiv | pic: | grafik | graphic | video: | 写真 | 图片 | фото
        | legenda | illustration
    """,
    "updated": """
        published | updated | posted | last updated | last modified | first published | veröffentlicht |
        aktualisiert | stand | erstellt | publié | mis à jour | modifié | publicado | actualizado | atualizado |
        pubblicato | aggiornato | gepubliceerd | bijgewerkt | publisert | oppdatert | publiceret | opdateret |
        publicerad | uppdaterad | опубликовано | обновлено | yayın | güncelle | diterbitkan | diperbarui | cập
        nhật | 公開 | 更新 | 発行
    """,
    "about": """
        about the author | about the writer | über den autor | über die autor | zur person | zum autor | contact
        the author | contact the reporter | contact the writer | contact the him | contact the her | contact the
        them | contact author | contact reporter | contact writer | contact him | contact her | contact them |
        reach the author | reach the reporter | reach the writer | reach the him | reach the her | reach the them
        | reach author | reach reporter | reach writer | reach him | reach her | reach them | follow the author |
        follow the reporter | follow the writer | follow the him | follow the her | follow the them | follow
        author | follow reporter | follow writer | follow him | follow her | follow them | email the author |
        email the reporter | email the writer | email the him | email the her | email the them | email author |
        email reporter | email writer | email him | email her | email them | the writer is | the writer can | the
        writer was | the author is | the author can | the author was | sobre el autor | sobre la autor | sobre o
        autor | sobre a autor | à propos
    """,
    "correction": """
        correction | clarification | editor's note | editors note | this article was | this article has been |
        this article is | this article originally | this article first | this story was | this story has been |
        this story is | this story originally | this story first | this post was | this post has been | this post
        is | this post originally | this post first | this piece was | this piece has been | this piece is | this
        piece originally | this piece first | note: | anmerkung | hinweis | korrektur | transparenz | disclaimer |
        disclosure | update: | nota | n.d.r | n.dr | nd.r | ndr | originally published | with files from | with
        reporting from | with material from | additional reporting | source: | quelle: | mit material | mit
        agentur | aus material | aus agentur | this content was produced | this content was published | this
        content was part | this content is produced | this content is published | this content is part | lesen sie
        hier | report a
    """,
}
# Whole words that such a line starts with.
_FIRST_WORDS: dict[str, str] = {
    "share": "x | comment | comments",
    "advert": "ad | ads | pr",
    "photo": "ap | video",
    "byline": """
        by | von | par | por | di | da | av | af | door | autor | autorin | autorin/autor | author | written by |
        reporting by | text |
        redaktion | escrito | przez | от | автор | yazan | oleh | penulis | editor | tekst
    """,
    "tags": """
        tags | tag | topics | topic | filed under | category | categories | keywords | themen | schlagwörter |
        stichwort |
        mots-clés | etiquetas | temas | tópicos | in this article | in this story | more about | labels | etiketler |
        topik | теги | ключевые | explore | issues
    """,
    "player": """
        play | watch | listen | video | audio | podcast | loading | unmute | mute | pause | now playing | transcript |
        vorlesen | anhören | min. read | min read | min. listen | player | 0 seconds
    """,
}
# What such a line holds anywhere.
_HOLDS: dict[str, str] = {
    "newsletter": """
        newsletter | sign up | subscribe | subscription | inbox | get the latest | get the best | get the top |
        get the news | get our latest | get our best | get our top | get our news | get all the latest | get all
        the best | get all the top | get all the news | download the | download our | follow us | join us | join
        our | join the | abonnieren | anmelden | registrier | jetzt testen | jetzt lesen | abonnement | abonnez |
        inscri | inscrev | suscrib | suscríb | boletin | boletín | assine | iscriviti | abonneer | abonner |
        prenumerera | tilmeld | подпис | рассылк | abone | bülten | berlangganan | đăng ký | اشترك | सब्सक्राइब |
        登録 | 会員 | 無料 | 订阅 | 訂閱 | 구독 | whatsapp-channel | whatsapp-kanal | whatsapp channel |
        whatsapp kanal |
        push-nachricht | push-benach | pushnachricht | pushbenach | support our | support us | support independent
        | donate | donation | spenden | unterstütz | contribute to | become a member | mitglied werden | log in |
        login | sign in | einloggen | créer un compte | already a member | free trial | free account | google news
        | à nous suivre
    """,
    "consent": """
        cookie | consent | privacy policy | privacy settings | datenschutz | externer inhalt | externen inhalt |
        externe inhalt | external content | third-party content | third party content | einwillig | zustimm |
        content is loaded | content is provided | content was loaded | content was provided | inhalt von | inhalt
        from | inhalt anzeigen | inhalt laden | content von | content from | content anzeigen | content laden |
        personenbezogen | drittanbieter | données personnelles | contenu externe | protección de datos | enable
        javascript | javascript is | javascript to | browser does not | browser doesn't | browser unterstützt |
        dieser inhalt | widerruf | gdpr | iframe | your browser | konnte nicht geladen
    """,
    "rights": """
        © | copyright | all rights reserved | alle rechte | tous droits | todos los derechos | todos os direitos |
        tutti i diritti | все права | tüm hakları | hak cipta | 無断 | 転載 | 版权 | 版權 | 무단
    """,
    "photo": """
        photos by | photos: | photos ( | photo by | photo: | photo ( | fotos by | fotos: | fotos ( | foto by |
        foto: | foto ( | photographs by | photographs: | photographs ( | photograph by | photograph: | photograph
        ( | images by | images: | images ( | image by | image: | image ( | bilds by | bilds: | bilds ( | bild by |
        bild: | bild ( | credits by | credits: | credits ( | credit by | credit: | credit ( | pictures by |
        pictures: | pictures ( | picture by | picture: | picture (
    """,
    "contact": """
        follow him on | follow her on | follow them on | follow me on | tel.: | tel: | telefon:
    """,
    "support": """
        journalism | donat | spende | reader-funded | reader funded | independent media | subscriber | support us
        | we need your | your support | your contribution | genossenschaft | leser*innen | leserinnen
    """,
    "player": """
        minutes read | minute read | min read | lesezeit
    """,
}
# What plain words can't say, each with words of which it can't do without one: they are looked for first. A form that
# starts with plain letters is searched for at a tenth of the cost, so what must not stand before them comes behind.
_AGENCIES = (
    "getty image | imago | picture alliance | shutterstock | istock | dpa | afp | reuters | ap photo | epa | anadolu | "
    "archivbild | symbolbild | alamy | unsplash | pixabay | adobe stock | adobestock"
)
_FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "share": ((" comment", r"\d+ comments?"),),
    "newsletter": (("abo", r"abo\b(?<!\wabo)"), (" app", r" app\b(?<=our app|the app)")),
    "rights": (("(c)", r"\(c\) ?\d{4}"),),
    "photo": (
        (
            _AGENCIES,
            r"(?:getty images|imago images?|picture alliance|shutterstock|istock|dpa|afp|reuters|ap photo|epa|anadolu|"
            r"archivbild|symbolbild|imago|alamy|unsplash|pixabay|adobe ?stock)[^.]{0,40}$",
        ),
        ("/", r"/(?:ap|dpa|afp|epa|reuters|getty)\b"),
    ),
    "about": (
        (
            " is ",
            r"^.{3,40} is (?:a|an|the) (?:[\w-]+ ){0,4}(?:reporter|writer|editor|journalist|correspondent|contributor|"
            r"columnist|author|producer|professor|fellow|senior|freelance|staff)",
        ),
        (
            " ist | schreibt | arbeitet ",
            r"^.{3,40} (?:ist|schreibt|arbeitet) (?:als |seit |für )?.{0,30}(?:redakteur|journalist|autor|"
            r"korrespondent|reporter|volont)",
        ),
    ),
    "contact": (
        ("@", r"[\w.+-]{1,60}@[\w-]{1,60}\.\w{2,}|@\w{3,}$"),
        ("follow", r"follow (?:him|her|them|me|\w+ \w+) on"),
        ("on twitter", r"on twitter\b"),
        ("+", r"\+\d[\d ()-]{8,}"),
    ),
    "player": ((":", r"^\d+:\d\d\b"), ("min", r"min(?<!\wmin)\.?$")),
}
KINDS = tuple(dict.fromkeys((*_STARTS, *_HOLDS, *_FIRST_WORDS, *_FORMS)))
"""Order of the bits of `phrases`."""


def _words(table: dict[str, str], kind: str) -> tuple[str, ...]:
    """Phrases are parted by bars alone: a line of the table may end within one."""
    return tuple(word for word in " ".join(table.get(kind, "").split()).split(" | ") if word)


def _whole_words() -> dict[str, int]:
    wholes: dict[str, int] = {}
    for kind, bit in _BITS.items():
        for word in _words(_FIRST_WORDS, kind):
            wholes[word] = wholes.get(word, 0) | bit
    return wholes


def _starts() -> Iterator[tuple[str, int]]:
    for kind, bit in _BITS.items():
        yield from ((word, bit) for word in _words(_STARTS, kind))
        yield from ((f"{word}{end}", bit) for word in _words(_FIRST_WORDS, kind) for end in " :,|.-–/")


def _parts() -> Iterator[tuple[str, tuple[int, Callable[[str], object] | None]]]:
    """Each word with its bit, and what finds the form that a text must have if the word alone tells nothing."""
    for kind, bit in _BITS.items():
        yield from ((word, (bit, None)) for word in _words(_HOLDS, kind))
        for needed, form in _FORMS.get(kind, ()):
            pattern = re.compile(form)
            finds = pattern.match if form.startswith("^") else pattern.search  # a search would go on behind the start
            yield from ((word, (bit, finds)) for word in needed.split(" | "))


_BITS = {kind: 1 << bit for bit, kind in enumerate(KINDS)}
_WHOLE = _whole_words()
_AT_START = WordTable(_starts())
_WITHIN = WordTable(_parts())
_LONGEST = 420
"""Longer lines are prose that may well speak of newsletters or cookies."""


@lru_cache(maxsize=2048)
def phrases(text: str) -> int:
    """Bit set of the `KINDS` that a line reads like; 0 for long lines."""
    if len(text) > _LONGEST:
        return 0
    text = text.lower().replace("’", "'")
    found = _WHOLE.get(text, 0)
    for bit in _AT_START.at_start(text):
        found |= bit
    for bit, finds in _WITHIN.within(text):
        if not found & bit and (finds is None or finds(text)):
            found |= bit
    return found
